// The compiler's prefetch, which Swift has no name for.
#ifndef CPREFETCH_H
#define CPREFETCH_H

/// Asks the processor to bring the cache line of `address` near, and does not wait for it.
static inline void prefetch(const void *address) { __builtin_prefetch(address); }

#endif
