// ICU behind plain C types: its own headers clash with Foundation's.
#pragma once
#include <stdint.h>

// The Unicode normalisation forms.
enum {
    cicu_nfc = 0,
    cicu_nfd = 1,
    cicu_nfkc = 2,
    cicu_nfkd = 3,
};

// Normalises `length` bytes of valid UTF-8 and writes at most `capacity` bytes to `output`.
// Returns the length of the result, which may exceed `capacity` (call again with more room), or
// -1 where the input is not valid UTF-8 or memory is short.
int32_t cicu_normalize(
    int32_t form, const uint8_t *input, int32_t length, uint8_t *output, int32_t capacity);

// ICU's version and that of its Unicode tables, as in "72.1 (Unicode 15.0)".
const char *cicu_version(void);
