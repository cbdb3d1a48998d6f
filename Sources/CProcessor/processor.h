// What processors can do and Swift has no name for.
#ifndef CPROCESSOR_H
#define CPROCESSOR_H

#include <stdint.h>
#include <string.h>

/// Asks the processor to bring the cache line of `address` near, and does not wait for it.
static inline void prefetch(const void *address) { __builtin_prefetch(address); }

/// A bit for each of 64 numbers that is `bound` or more, the first number's the lowest.
static inline uint64_t bitsFrom(const uint16_t *numbers, uint16_t bound) {
    typedef uint16_t Sixteen __attribute__((vector_size(32)));
    typedef _Bool Bits __attribute__((ext_vector_type(16)));
    uint64_t bits = 0;
    for (int part = 0; part < 4; part++) {
        Sixteen sixteen;
        memcpy(&sixteen, numbers + 16 * part, sizeof sixteen);
        Bits mask = __builtin_convertvector(sixteen >= bound, Bits);
        uint16_t word;
        memcpy(&word, &mask, sizeof word);
        bits |= (uint64_t)word << 16 * part;
    }
    return bits;
}

/// Four numbers: Swift's SIMD4<Double>, whose own comparisons have no way to bits, nor to the
/// processor's choice of the greater.
typedef double Doubles __attribute__((ext_vector_type(4)));

/// A bit for each of four numbers that is as great as the other or greater, the first's the lowest.
static inline uint8_t bitsNotLess(Doubles numbers, Doubles others) {
    typedef _Bool Bits __attribute__((ext_vector_type(4)));
    Bits mask = __builtin_convertvector(numbers >= others, Bits);
    uint8_t bits;
    memcpy(&bits, &mask, sizeof bits);
    return bits;
}

/// The greater of each of four numbers and the other.
static inline Doubles greater(Doubles numbers, Doubles others) {
    return numbers > others ? numbers : others;
}

#endif
