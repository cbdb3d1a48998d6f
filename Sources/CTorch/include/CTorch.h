// libtorch behind plain C types: opaque tensors, an int status, a last-error string.
//
// Every function that returns `int` gives 0 when it worked; else the reason is in
// `ctorch_last_error`. Built without libtorch's headers, every such function fails.
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

// The library. The error string belongs to the calling thread and lasts until its next error.
const char *ctorch_last_error(void);
bool ctorch_is_available(void);
int ctorch_keep_freed_memory(void);
int ctorch_set_thread_count(int count);
// Gradient recording is a property of the thread; `previous` is the state before.
int ctorch_set_gradients_recorded(bool on, bool *previous);

// Tensors: made, described, copied out, released.
int ctorch_from_bytes(
    const void *bytes, int type, const int64_t *shape, int rank, CTorchOutput out);
int ctorch_full(double value, int type, const int64_t *shape, int rank, CTorchOutput out);
// Normal values from a generator of their own, so that they depend on `seed` only.
int ctorch_normal(
    double deviation, uint64_t seed, const int64_t *shape, int rank, CTorchOutput out);
int ctorch_describe(CTorchInput a, int *type, bool *on_cuda, int *rank);
int ctorch_shape(CTorchInput a, int64_t *shape);
// Copies `count` bytes of the values in row-major order; any other count is an error.
int ctorch_copy_bytes(CTorchInput a, void *bytes, int64_t count);
void ctorch_release(CTorchTensor *a);

// Types, places and shapes.
int ctorch_to_type(CTorchInput a, int type, CTorchOutput out);
int ctorch_to_cuda(CTorchInput a, CTorchOutput out);
int ctorch_to_cpu(CTorchInput a, CTorchOutput out);
int ctorch_reshape(CTorchInput a, const int64_t *shape, int rank, CTorchOutput out);
int ctorch_narrow(
    CTorchInput a, int64_t dimension, int64_t start, int64_t length, CTorchOutput out);
int ctorch_index_select(
    CTorchInput a, int64_t dimension, CTorchInput indices, CTorchOutput out);

// Arithmetic, with broadcasting.
int ctorch_add(CTorchInput a, CTorchInput b, double factor, CTorchOutput out);
int ctorch_multiply(CTorchInput a, CTorchInput b, CTorchOutput out);
int ctorch_divide(CTorchInput a, CTorchInput b, CTorchOutput out);
int ctorch_affine(CTorchInput a, double scale, double shift, CTorchOutput out);
int ctorch_sqrt(CTorchInput a, CTorchOutput out);
int ctorch_equal(CTorchInput a, CTorchInput b, CTorchOutput out);
int ctorch_sum(CTorchInput a, CTorchOutput out);
int ctorch_argmax(CTorchInput a, int64_t dimension, CTorchOutput out);
int ctorch_norm(CTorchInput a, CTorchOutput out);

// Layers. `bias` may be null.
int ctorch_linear(CTorchInput a, CTorchInput weight, CTorchInput bias, CTorchOutput out);
int ctorch_embedding(CTorchInput weight, CTorchInput indices, CTorchOutput out);
int ctorch_layer_norm(
    CTorchInput a, CTorchInput weight, CTorchInput bias, double epsilon, CTorchOutput out);
int ctorch_gelu(CTorchInput a, bool tanh_form, CTorchOutput out);
int ctorch_relu(CTorchInput a, CTorchOutput out);
int ctorch_tanh(CTorchInput a, CTorchOutput out);
// Zeros with a probability, the rest scaled up. The mask depends on `seed` and the shape only.
int ctorch_dropout(CTorchInput a, double probability, uint64_t seed, CTorchOutput out);
// Multi-head self-attention over [batch, length, heads * d]. `distances`, a table of 2m + 1 rows
// for the distances -m ... m, adds NEZHA's relative positions; `lengths` hides padding. Both may
// be null. `dropout` and `seed` are those of ctorch_dropout, for the attention weights.
int ctorch_attention(
    CTorchInput query, CTorchInput key, CTorchInput value, int64_t heads, CTorchInput distances,
    CTorchInput lengths, double dropout, uint64_t seed, CTorchOutput out);
// Summed over the rows; a row whose target is -100 counts nothing.
int ctorch_cross_entropy(CTorchInput logits, CTorchInput targets, CTorchOutput out);

// In place, on tensors that do not record gradients.
int ctorch_copy_(CTorchTensor *a, CTorchInput source);
int ctorch_affine_(CTorchTensor *a, double scale, double shift);
int ctorch_add_(CTorchTensor *a, CTorchInput b, double factor);
int ctorch_addcmul_(CTorchTensor *a, CTorchInput b, CTorchInput c, double factor);

// Gradients. `out` is null where the tensor has none.
int ctorch_require_gradient(CTorchTensor *a);
int ctorch_backward(CTorchInput loss);
int ctorch_gradient(CTorchInput a, CTorchOutput out);
int ctorch_clear_gradient(CTorchTensor *a);

#ifdef __cplusplus
}
#endif
