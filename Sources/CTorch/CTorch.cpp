// The functions of CTorch.h over libtorch's C++ operators, or stubs where its headers are missing.
//
// The ATen headers are included one by one: <torch/torch.h> takes minutes to compile. The linker
// reads the library names from the object file, so a build without libtorch links too; libtorch.so
// itself is never named, for it needs the whole CUDA stack where the wheel has one.

#include "Binding.h"

#include <cstring>
#include <string>

static thread_local std::string last_error;

int ctorch_failed(const char *reason) {
    last_error = reason;
    return 1;
}

const char *ctorch_last_error(void) { return last_error.c_str(); }

#if __has_include(<ATen/core/Tensor.h>)

#pragma comment(lib, "torch_cpu")
#pragma comment(lib, "c10")

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/div.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/full.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/normal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/tanh.h>
#include <dlfcn.h>
#include <malloc.h>

static const at::ScalarType types[] = {at::kFloat, at::kBFloat16, at::kHalf,
                                       at::kInt,   at::kLong,     at::kBool};

static int code_of(at::ScalarType type) {
    for (int code = CTORCH_FLOAT32; code <= CTORCH_BOOL; code++) {
        if (types[code] == type) { return code; }
    }
    TORCH_CHECK(false, "a tensor of type ", type, " is not supported");
}

static void load_cuda() {
    // RTLD_GLOBAL, and never closed: the library registers its kernels when it is loaded.
    if (!dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL)) {
        TORCH_CHECK(false, "device cuda asked for, and ", dlerror());
    }
    TORCH_CHECK(at::hasCUDA(), "device cuda asked for, and no CUDA device is usable");
}

bool ctorch_is_available(void) { return true; }

#else

bool ctorch_is_available(void) { return false; }

#endif

// The library.

int ctorch_keep_freed_memory(void)
    CTORCH_BODY(mallopt(M_MMAP_MAX, 0); mallopt(M_TRIM_THRESHOLD, -1))

int ctorch_set_thread_count(int count) CTORCH_BODY(at::set_num_threads(count))

int ctorch_set_gradients_recorded(bool on, bool *previous)
    CTORCH_BODY(*previous = at::GradMode::is_enabled(); at::GradMode::set_enabled(on))

// Tensors.

int ctorch_from_bytes(
    const void *bytes, int type, const int64_t *shape, int rank, CTorchOutput out)
    CTORCH_BODY(
        at::Tensor tensor = at::empty({shape, size_t(rank)}, types[type]);
        if (tensor.nbytes()) { std::memcpy(tensor.mutable_data_ptr(), bytes, tensor.nbytes()); }
        give(out, tensor))

int ctorch_full(double value, int type, const int64_t *shape, int rank, CTorchOutput out)
    CTORCH_BODY(give(out, at::full({shape, size_t(rank)}, value, types[type])))

int ctorch_normal(
    double deviation, uint64_t seed, const int64_t *shape, int rank, CTorchOutput out)
    CTORCH_BODY(give(
        out, at::normal(
                 0, deviation, {shape, size_t(rank)},
                 at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat, {}, {}, {})))

int ctorch_describe(CTorchInput a, int *type, bool *on_cuda, int *rank)
    CTORCH_BODY(
        *type = code_of(in(a).scalar_type());
        *on_cuda = in(a).is_cuda();
        *rank = int(in(a).dim()))

int ctorch_shape(CTorchInput a, int64_t *shape)
    CTORCH_BODY(for (int64_t size : in(a).sizes()) { *shape++ = size; })

int ctorch_copy_bytes(CTorchInput a, void *bytes, int64_t count)
    CTORCH_BODY(
        at::Tensor tensor = in(a).detach().to(at::kCPU).contiguous();
        TORCH_CHECK(int64_t(tensor.nbytes()) == count, "copying ", count, " bytes of ",
                    tensor.nbytes());
        if (count) { std::memcpy(bytes, tensor.const_data_ptr(), size_t(count)); })

void ctorch_release(CTorchTensor *a) { delete a; }

// Types, places and shapes.

int ctorch_to_type(CTorchInput a, int type, CTorchOutput out)
    CTORCH_BODY(give(out, in(a).to(types[type])))

int ctorch_to_cuda(CTorchInput a, CTorchOutput out)
    CTORCH_BODY(load_cuda(); give(out, in(a).to(at::kCUDA)))

int ctorch_to_cpu(CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, in(a).to(at::kCPU)))

int ctorch_reshape(CTorchInput a, const int64_t *shape, int rank, CTorchOutput out)
    CTORCH_BODY(give(out, in(a).reshape({shape, size_t(rank)})))

int ctorch_narrow(
    CTorchInput a, int64_t dimension, int64_t start, int64_t length, CTorchOutput out)
    CTORCH_BODY(give(out, in(a).narrow(dimension, start, length)))

int ctorch_index_select(CTorchInput a, int64_t dimension, CTorchInput indices, CTorchOutput out)
    CTORCH_BODY(give(out, at::index_select(in(a), dimension, in(indices))))

// Arithmetic.

int ctorch_add(CTorchInput a, CTorchInput b, double factor, CTorchOutput out)
    CTORCH_BODY(give(out, at::add(in(a), in(b), factor)))

int ctorch_multiply(CTorchInput a, CTorchInput b, CTorchOutput out)
    CTORCH_BODY(give(out, at::mul(in(a), in(b))))

int ctorch_divide(CTorchInput a, CTorchInput b, CTorchOutput out)
    CTORCH_BODY(give(out, at::div(in(a), in(b))))

int ctorch_affine(CTorchInput a, double scale, double shift, CTorchOutput out)
    CTORCH_BODY(
        at::Tensor scaled = scale == 1 ? in(a) : at::mul(in(a), scale);
        give(out, shift == 0 ? scaled : at::add(scaled, shift)))

int ctorch_sqrt(CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::sqrt(in(a))))

int ctorch_equal(CTorchInput a, CTorchInput b, CTorchOutput out)
    CTORCH_BODY(give(out, at::eq(in(a), in(b))))

int ctorch_sum(CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::sum(in(a))))

int ctorch_argmax(CTorchInput a, int64_t dimension, CTorchOutput out)
    CTORCH_BODY(give(out, at::argmax(in(a), dimension)))

int ctorch_norm(CTorchInput a, CTorchOutput out)
    CTORCH_BODY(give(out, at::linalg_vector_norm(in(a))))

// Layers.

int ctorch_linear(CTorchInput a, CTorchInput weight, CTorchInput bias, CTorchOutput out)
    CTORCH_BODY(give(out, at::linear(in(a), in(weight), optional(bias))))

int ctorch_embedding(CTorchInput weight, CTorchInput indices, CTorchOutput out)
    CTORCH_BODY(give(out, at::embedding(in(weight), in(indices))))

int ctorch_layer_norm(
    CTorchInput a, CTorchInput weight, CTorchInput bias, double epsilon, CTorchOutput out)
    CTORCH_BODY(give(
        out, at::layer_norm(in(a), in(weight).sizes(), optional(weight), optional(bias), epsilon)))

int ctorch_gelu(CTorchInput a, bool tanh_form, CTorchOutput out)
    CTORCH_BODY(give(out, at::gelu(in(a), tanh_form ? "tanh" : "none")))

int ctorch_relu(CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::relu(in(a))))

int ctorch_tanh(CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::tanh(in(a))))

int ctorch_cross_entropy(CTorchInput logits, CTorchInput targets, CTorchOutput out)
    CTORCH_BODY(
        give(out, at::cross_entropy_loss(in(logits), in(targets), {}, at::Reduction::Sum, -100)))

// In place.

int ctorch_copy_(CTorchTensor *a, CTorchInput source) CTORCH_BODY(a->value.copy_(in(source)))

int ctorch_affine_(CTorchTensor *a, double scale, double shift)
    CTORCH_BODY(
        if (scale != 1) { a->value.mul_(scale); }
        if (shift != 0) { a->value.add_(shift); })

int ctorch_add_(CTorchTensor *a, CTorchInput b, double factor)
    CTORCH_BODY(a->value.add_(in(b), factor))

int ctorch_addcmul_(CTorchTensor *a, CTorchInput b, CTorchInput c, double factor)
    CTORCH_BODY(a->value.addcmul_(in(b), in(c), factor))

// Gradients.

int ctorch_require_gradient(CTorchTensor *a) CTORCH_BODY(a->value.set_requires_grad(true))

int ctorch_backward(CTorchInput loss) CTORCH_BODY(in(loss).backward())

int ctorch_gradient(CTorchInput a, CTorchOutput out)
    CTORCH_BODY(
        const at::Tensor &gradient = in(a).grad();
        if (gradient.defined()) { give(out, gradient); } else { *out = nullptr; })

int ctorch_clear_gradient(CTorchTensor *a) CTORCH_BODY(a->value.mutable_grad().reset())
