// OpenCC, opened when it is first asked for: only extraction needs it, and it brings four libraries.
#pragma once
#include <opencc/opencc.h>

/// OpenCC's own functions.
struct COpenCC {
    opencc_t _Nullable (*_Nonnull open)(const char *_Nonnull configuration);
    int (*_Nonnull close)(opencc_t _Nonnull converter);
    char *_Nullable (*_Nonnull convert)(
        opencc_t _Nonnull converter, const char *_Nonnull text, size_t length);
    void (*_Nonnull release)(char *_Nonnull text);
    const char *_Nonnull (*_Nonnull error)(void);
};

/// Finds OpenCC; NULL where it is not installed, or lacks one of these functions.
const struct COpenCC *_Nullable copencc_find(void);
