#include "CICU.h"

#include <stdlib.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

static const UNormalizer2 *normalizer(int32_t form, UErrorCode *status) {
    switch (form) {
    case cicu_nfc: return unorm2_getNFCInstance(status);
    case cicu_nfd: return unorm2_getNFDInstance(status);
    case cicu_nfkc: return unorm2_getNFKCInstance(status);
    default: return unorm2_getNFKDInstance(status);
    }
}

int32_t cicu_normalize(
    int32_t form, const uint8_t *input, int32_t length, uint8_t *output, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer2 = normalizer(form, &status);
    if (U_FAILURE(status)) return -1;

    // UTF-16 never has more units than UTF-8 has bytes; one scalar grows to 18 units at most, but
    // in a whole text rarely to more than three times its length: ask ICU, then allocate.
    UChar *source = malloc(sizeof(UChar) * ((size_t)length + 1));
    if (source == NULL) return -1;
    int32_t sourceLength = 0;
    u_strFromUTF8(source, length + 1, &sourceLength, (const char *)input, length, &status);
    if (U_FAILURE(status)) {
        free(source);
        return -1;
    }

    int32_t targetCapacity = sourceLength * 2 + 32;
    UChar *target = malloc(sizeof(UChar) * (size_t)targetCapacity);
    int32_t targetLength = 0;
    if (target != NULL) {
        targetLength = unorm2_normalize(
            normalizer2, source, sourceLength, target, targetCapacity, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) {
            status = U_ZERO_ERROR;
            free(target);
            target = malloc(sizeof(UChar) * (size_t)targetLength);
            if (target != NULL) {
                targetLength = unorm2_normalize(
                    normalizer2, source, sourceLength, target, targetLength, &status);
            }
        }
    }
    free(source);
    if (target == NULL || U_FAILURE(status)) {
        free(target);
        return -1;
    }

    int32_t outputLength = 0;
    u_strToUTF8((char *)output, capacity, &outputLength, target, targetLength, &status);
    free(target);
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) return -1;
    return outputLength;
}

const char *cicu_version(void) {
    return U_ICU_VERSION " (Unicode " U_UNICODE_VERSION ")";
}
