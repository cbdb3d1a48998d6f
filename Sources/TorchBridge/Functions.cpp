// The functions of CTorch.h over libtorch's C++ operators; nothing where its headers are missing.
//
// The ATen headers are included one by one: <torch/torch.h> takes minutes to compile. The linker
// reads the library names from the object file, so a build without libtorch links too; libtorch.so
// itself is never named, for it needs the whole CUDA stack where the wheel has one.

#if __has_include(<ATen/core/Tensor.h>)

#pragma comment(lib, "torch_cpu")
#pragma comment(lib, "c10")

#include "Binding.h"

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
#include <cstring>
#include <dlfcn.h>
#include <malloc.h>
#include <string>

static thread_local std::string last_error;

int failed(const char *reason) {
    last_error = reason;
    return 1;
}

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

extern "C" const CTorchFunctions ctorch_functions = {
    // The library.
    .last_error = []() { return last_error.c_str(); },
    .keep_freed_memory = []()
        CTORCH_BODY(mallopt(M_MMAP_MAX, 0); mallopt(M_TRIM_THRESHOLD, -1)),
    .set_thread_count = [](int count) CTORCH_BODY(at::set_num_threads(count)),
    .set_gradients_recorded = [](bool on, bool *previous)
        CTORCH_BODY(*previous = at::GradMode::is_enabled(); at::GradMode::set_enabled(on)),

    // Tensors.
    .from_bytes = [](const void *bytes, int type, const int64_t *shape, int rank, CTorchOutput out)
        CTORCH_BODY(
            at::Tensor tensor = at::empty({shape, size_t(rank)}, types[type]);
            if (tensor.nbytes()) { std::memcpy(tensor.mutable_data_ptr(), bytes, tensor.nbytes()); }
            give(out, tensor)),
    .full = [](double value, int type, const int64_t *shape, int rank, CTorchOutput out)
        CTORCH_BODY(give(out, at::full({shape, size_t(rank)}, value, types[type]))),
    .normal = [](double deviation, uint64_t seed, const int64_t *shape, int rank, CTorchOutput out)
        CTORCH_BODY(give(
            out, at::normal(
                     0, deviation, {shape, size_t(rank)},
                     at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat, {}, {}, {}))),
    .describe = [](CTorchInput a, int *type, bool *on_cuda, int *rank)
        CTORCH_BODY(
            *type = code_of(in(a).scalar_type());
            *on_cuda = in(a).is_cuda();
            *rank = int(in(a).dim())),
    .shape = [](CTorchInput a, int64_t *shape)
        CTORCH_BODY(for (int64_t size : in(a).sizes()) { *shape++ = size; }),
    .copy_bytes = [](CTorchInput a, void *bytes, int64_t count)
        CTORCH_BODY(
            at::Tensor tensor = in(a).detach().to(at::kCPU).contiguous();
            TORCH_CHECK(int64_t(tensor.nbytes()) == count, "copying ", count, " bytes of ",
                        tensor.nbytes());
            if (count) { std::memcpy(bytes, tensor.const_data_ptr(), size_t(count)); }),
    .release = [](CTorchTensor *a) { delete a; },

    // Types, places and shapes.
    .to_type = [](CTorchInput a, int type, CTorchOutput out)
        CTORCH_BODY(give(out, in(a).to(types[type]))),
    .to_cuda = [](CTorchInput a, CTorchOutput out)
        CTORCH_BODY(load_cuda(); give(out, in(a).to(at::kCUDA))),
    .to_cpu = [](CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, in(a).to(at::kCPU))),
    .reshape = [](CTorchInput a, const int64_t *shape, int rank, CTorchOutput out)
        CTORCH_BODY(give(out, in(a).reshape({shape, size_t(rank)}))),
    .narrow = [](CTorchInput a, int64_t dimension, int64_t start, int64_t length, CTorchOutput out)
        CTORCH_BODY(give(out, in(a).narrow(dimension, start, length))),
    .index_select = [](CTorchInput a, int64_t dimension, CTorchInput indices, CTorchOutput out)
        CTORCH_BODY(give(out, at::index_select(in(a), dimension, in(indices)))),

    // Arithmetic.
    .add = [](CTorchInput a, CTorchInput b, double factor, CTorchOutput out)
        CTORCH_BODY(give(out, at::add(in(a), in(b), factor))),
    .multiply = [](CTorchInput a, CTorchInput b, CTorchOutput out)
        CTORCH_BODY(give(out, at::mul(in(a), in(b)))),
    .divide = [](CTorchInput a, CTorchInput b, CTorchOutput out)
        CTORCH_BODY(give(out, at::div(in(a), in(b)))),
    .affine = [](CTorchInput a, double scale, double shift, CTorchOutput out)
        CTORCH_BODY(
            at::Tensor scaled = scale == 1 ? in(a) : at::mul(in(a), scale);
            give(out, shift == 0 ? scaled : at::add(scaled, shift))),
    .sqrt = [](CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::sqrt(in(a)))),
    .equal = [](CTorchInput a, CTorchInput b, CTorchOutput out)
        CTORCH_BODY(give(out, at::eq(in(a), in(b)))),
    .sum = [](CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::sum(in(a)))),
    .argmax = [](CTorchInput a, int64_t dimension, CTorchOutput out)
        CTORCH_BODY(give(out, at::argmax(in(a), dimension))),
    .norm = [](CTorchInput a, CTorchOutput out)
        CTORCH_BODY(give(out, at::linalg_vector_norm(in(a)))),

    // Layers.
    .linear = [](CTorchInput a, CTorchInput weight, CTorchInput bias, CTorchOutput out)
        CTORCH_BODY(give(out, at::linear(in(a), in(weight), optional(bias)))),
    .embedding = [](CTorchInput weight, CTorchInput indices, CTorchOutput out)
        CTORCH_BODY(give(out, at::embedding(in(weight), in(indices)))),
    .layer_norm =
        [](CTorchInput a, CTorchInput weight, CTorchInput bias, double epsilon, CTorchOutput out)
        CTORCH_BODY(give(
            out, at::layer_norm(
                     in(a), in(weight).sizes(), optional(weight), optional(bias), epsilon))),
    .gelu = [](CTorchInput a, bool tanh_form, CTorchOutput out)
        CTORCH_BODY(give(out, at::gelu(in(a), tanh_form ? "tanh" : "none"))),
    .relu = [](CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::relu(in(a)))),
    .tanh = [](CTorchInput a, CTorchOutput out) CTORCH_BODY(give(out, at::tanh(in(a)))),
    .dropout = dropout,
    .attention = attention,
    .cross_entropy = [](CTorchInput logits, CTorchInput targets, CTorchOutput out)
        CTORCH_BODY(
            give(out, at::cross_entropy_loss(
                          in(logits), in(targets), {}, at::Reduction::Sum, -100))),

    // In place.
    .copy_ = [](CTorchTensor *a, CTorchInput source) CTORCH_BODY(a->value.copy_(in(source))),
    .affine_ = [](CTorchTensor *a, double scale, double shift)
        CTORCH_BODY(
            if (scale != 1) { a->value.mul_(scale); }
            if (shift != 0) { a->value.add_(shift); }),
    .add_ = [](CTorchTensor *a, CTorchInput b, double factor)
        CTORCH_BODY(a->value.add_(in(b), factor)),
    .addcmul_ = [](CTorchTensor *a, CTorchInput b, CTorchInput c, double factor)
        CTORCH_BODY(a->value.addcmul_(in(b), in(c), factor)),

    // Gradients.
    .require_gradient = [](CTorchTensor *a) CTORCH_BODY(a->value.set_requires_grad(true)),
    .backward = [](CTorchInput loss) CTORCH_BODY(in(loss).backward()),
    .gradient = [](CTorchInput a, CTorchOutput out)
        CTORCH_BODY(
            const at::Tensor &gradient = in(a).grad();
            if (gradient.defined()) { give(out, gradient); } else { *out = nullptr; }),
    .clear_gradient = [](CTorchTensor *a) CTORCH_BODY(a->value.mutable_grad().reset()),
};

#endif
