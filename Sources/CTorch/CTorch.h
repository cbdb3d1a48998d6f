// libtorch behind plain C types: opaque tensors, an int status, a last-error string.
//
// The functions are in a library of their own, libTorchBridge.so, which the Torch target opens when
// tensors are first needed: whoever needs none never loads libtorch. A function that returns `int`
// gives 0 when it worked; else the reason is in `last_error`.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct CTorchTensor CTorchTensor;
typedef const CTorchTensor *CTorchInput;
typedef CTorchTensor **CTorchOutput;

enum {
    CTORCH_FLOAT32 = 0,
    CTORCH_BFLOAT16 = 1,
    CTORCH_FLOAT16 = 2,
    CTORCH_INT32 = 3,
    CTORCH_INT64 = 4,
    CTORCH_BOOL = 5,
};

/// The one symbol of libTorchBridge.so, `ctorch_functions`; missing where it was built without
/// libtorch's headers.
typedef struct CTorchFunctions {
    // The library. The error string belongs to the calling thread and lasts until its next error.
    const char *(*last_error)(void);
    int (*keep_freed_memory)(void);
    int (*set_thread_count)(int count);
    // Gradient recording is a property of the thread; `previous` is the state before.
    int (*set_gradients_recorded)(bool on, bool *previous);

    // Tensors: made, described, copied out, released.
    int (*from_bytes)(
        const void *bytes, int type, const int64_t *shape, int rank, CTorchOutput out);
    int (*full)(double value, int type, const int64_t *shape, int rank, CTorchOutput out);
    // Normal values from a generator of their own, so that they depend on `seed` only.
    int (*normal)(
        double deviation, uint64_t seed, const int64_t *shape, int rank, CTorchOutput out);
    int (*describe)(CTorchInput a, int *type, bool *on_cuda, int *rank);
    int (*shape)(CTorchInput a, int64_t *shape);
    // Copies `count` bytes of the values in row-major order; any other count is an error.
    int (*copy_bytes)(CTorchInput a, void *bytes, int64_t count);
    void (*release)(CTorchTensor *a);

    // Types, places and shapes.
    int (*to_type)(CTorchInput a, int type, CTorchOutput out);
    int (*to_cuda)(CTorchInput a, CTorchOutput out);
    int (*to_cpu)(CTorchInput a, CTorchOutput out);
    int (*reshape)(CTorchInput a, const int64_t *shape, int rank, CTorchOutput out);
    int (*narrow)(
        CTorchInput a, int64_t dimension, int64_t start, int64_t length, CTorchOutput out);
    int (*index_select)(
        CTorchInput a, int64_t dimension, CTorchInput indices, CTorchOutput out);

    // Arithmetic, with broadcasting.
    int (*add)(CTorchInput a, CTorchInput b, double factor, CTorchOutput out);
    int (*multiply)(CTorchInput a, CTorchInput b, CTorchOutput out);
    int (*divide)(CTorchInput a, CTorchInput b, CTorchOutput out);
    int (*affine)(CTorchInput a, double scale, double shift, CTorchOutput out);
    int (*sqrt)(CTorchInput a, CTorchOutput out);
    int (*equal)(CTorchInput a, CTorchInput b, CTorchOutput out);
    int (*sum)(CTorchInput a, CTorchOutput out);
    int (*argmax)(CTorchInput a, int64_t dimension, CTorchOutput out);
    int (*norm)(CTorchInput a, CTorchOutput out);

    // Layers. `bias` may be null.
    int (*linear)(CTorchInput a, CTorchInput weight, CTorchInput bias, CTorchOutput out);
    int (*embedding)(CTorchInput weight, CTorchInput indices, CTorchOutput out);
    int (*layer_norm)(
        CTorchInput a, CTorchInput weight, CTorchInput bias, double epsilon, CTorchOutput out);
    int (*gelu)(CTorchInput a, bool tanh_form, CTorchOutput out);
    int (*relu)(CTorchInput a, CTorchOutput out);
    int (*tanh)(CTorchInput a, CTorchOutput out);
    // Zeros with a probability, the rest scaled up. The mask depends on `seed` and the shape only.
    int (*dropout)(CTorchInput a, double probability, uint64_t seed, CTorchOutput out);
    // Multi-head self-attention over [batch, length, heads * d]. `distances`, a table of 2m + 1
    // rows for the distances -m ... m, adds NEZHA's relative positions; `lengths` hides padding.
    // Both may be null. `dropout` and `seed` are those of `dropout`, for the attention weights.
    int (*attention)(
        CTorchInput query, CTorchInput key, CTorchInput value, int64_t heads, CTorchInput distances,
        CTorchInput lengths, double dropout, uint64_t seed, CTorchOutput out);
    // Summed over the rows; a row whose target is -100 counts nothing.
    int (*cross_entropy)(CTorchInput logits, CTorchInput targets, CTorchOutput out);

    // In place, on tensors that do not record gradients.
    int (*copy_)(CTorchTensor *a, CTorchInput source);
    int (*affine_)(CTorchTensor *a, double scale, double shift);
    int (*add_)(CTorchTensor *a, CTorchInput b, double factor);
    int (*addcmul_)(CTorchTensor *a, CTorchInput b, CTorchInput c, double factor);

    // Gradients. `out` is null where the tensor has none.
    int (*require_gradient)(CTorchTensor *a);
    int (*backward)(CTorchInput loss);
    int (*gradient)(CTorchInput a, CTorchOutput out);
    int (*clear_gradient)(CTorchTensor *a);
} CTorchFunctions;

#ifdef __cplusplus
}
#endif
