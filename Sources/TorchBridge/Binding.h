// How the functions of CTorch.h reach libtorch: handles, and exceptions turned into a status.
#pragma once

#include "CTorch.h"

#include <ATen/core/Tensor.h>
#include <exception>

/// Keeps the reason for `last_error` and gives the status of a failure.
int failed(const char *reason);

#define CTORCH_BODY(...)                                                                           \
    {                                                                                              \
        try {                                                                                      \
            __VA_ARGS__;                                                                           \
            return 0;                                                                              \
        } catch (const c10::Error &error) {                                                        \
            return failed(error.what_without_backtrace());                                  \
        } catch (const std::exception &error) {                                                    \
            return failed(error.what());                                                    \
        }                                                                                          \
    }

struct CTorchTensor {
    at::Tensor value;
};

static inline const at::Tensor &in(CTorchInput a) { return a->value; }

static inline std::optional<at::Tensor> optional(CTorchInput a) {
    return a ? std::optional<at::Tensor>(a->value) : std::nullopt;
}

static inline void give(CTorchOutput out, at::Tensor value) {
    *out = new CTorchTensor{std::move(value)};
}

// The functions of Attention.cpp, as CTorch.h describes them.
int dropout(CTorchInput a, double probability, uint64_t seed, CTorchOutput out);
int attention(
    CTorchInput query, CTorchInput key, CTorchInput value, int64_t heads, CTorchInput distances,
    CTorchInput lengths, double dropout, uint64_t seed, CTorchOutput out);
