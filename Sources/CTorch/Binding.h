// How the functions of CTorch.h reach libtorch: handles, and exceptions turned into a status.
#pragma once

#include "CTorch.h"

/// Keeps the reason for `ctorch_last_error` and gives the status of a failure.
int ctorch_failed(const char *reason);

#if __has_include(<ATen/core/Tensor.h>)

#include <ATen/core/Tensor.h>
#include <exception>

#define CTORCH_BODY(...)                                                                           \
    {                                                                                              \
        try {                                                                                      \
            __VA_ARGS__;                                                                           \
            return 0;                                                                              \
        } catch (const c10::Error &error) {                                                        \
            return ctorch_failed(error.what_without_backtrace());                                  \
        } catch (const std::exception &error) {                                                    \
            return ctorch_failed(error.what());                                                    \
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

#else

#define CTORCH_BODY(...)                                                                           \
    { return ctorch_failed("libtorch is missing; run make setup"); }

struct CTorchTensor {};

#endif
