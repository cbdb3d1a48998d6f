#include "COpenCC.h"

#include <dlfcn.h>

static struct COpenCC functions;

const struct COpenCC *copencc_find(void) {
    void *library = dlopen("libopencc.so.1.1", RTLD_LAZY);
    if (!library) library = dlopen("libopencc.so", RTLD_LAZY);
    if (!library) return NULL;
    functions.open = (__typeof__(functions.open))dlsym(library, "opencc_open");
    functions.close = (__typeof__(functions.close))dlsym(library, "opencc_close");
    functions.convert = (__typeof__(functions.convert))dlsym(library, "opencc_convert_utf8");
    functions.release = (__typeof__(functions.release))dlsym(library, "opencc_convert_utf8_free");
    functions.error = (__typeof__(functions.error))dlsym(library, "opencc_error");
    int isWhole = functions.open && functions.close && functions.convert && functions.release
        && functions.error;
    return isWhole ? &functions : NULL;
}
