// Self-attention and dropout with gradients of their own, where libtorch's operators are slow.
//
// NEZHA adds to the score of query i and key j the product of the query with a row that depends on
// the distance j - i only (Wei et al. 2019, equations 3 and 4). One matrix product with the 2m + 1
// rows gives all of them; what is left is to move each query's terms to the keys at that distance,
// and in the other direction to sum the weights at each distance. Neither needs a [T, T, d] tensor,
// and each is the other's gradient. Dropped elements are told by a hash, so no mask is kept.

#if __has_include(<ATen/core/Tensor.h>)

#include "Binding.h"

#include <ATen/Context.h>
#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/_softmax_backward_data.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <torch/csrc/autograd/custom_function.h>

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Runs `body(first, last)` over the rows, on several threads where there is enough to do.
template <typename Body>
static void for_rows(int64_t rows, int64_t width, const Body &body) {
    at::parallel_for(0, rows, std::max<int64_t>(1, 32768 / std::max<int64_t>(1, width)), body);
}

// Dropout.

/// SplitMix64's mixing (Steele, Lea and Flood 2014): a key for each row of a seed.
static uint64_t mixed(uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

/// Drops elements in place: zeros with `probability`, the rest scaled up.
static void drop_(at::Tensor &tensor, double probability, uint64_t seed) {
    if (probability == 0) { return; }
    const double scale = 1 / (1 - probability);
    if (!tensor.is_cpu()) {
        at::Generator generator =
            at::globalContext().defaultGenerator(tensor.device()).clone();
        generator.set_current_seed(seed);
        tensor.mul_(at::empty_like(tensor).bernoulli_(1 - probability, generator).mul_(scale));
        return;
    }
    const auto threshold = uint32_t(std::lround(probability * 4294967295.0));
    const int64_t width = 512, count = tensor.numel();
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, tensor.scalar_type(), "drop", [&] {
        auto *values = tensor.mutable_data_ptr<scalar_t>();
        for_rows((count + width - 1) / width, width, [&](int64_t first, int64_t last) {
            for (int64_t row = first; row < last; row++) {
                const uint64_t key = mixed(seed ^ mixed(uint64_t(row)));
                const auto low = uint32_t(key), high = uint32_t(key >> 32);
                auto *block = values + row * width;
                const auto size = int32_t(std::min(width, count - row * width));
                for (int32_t i = 0; i < size; i++) {
                    // MurmurHash3's 32-bit finaliser over the place in the row.
                    uint32_t x = uint32_t(i) * 0x9E3779B9 + low;
                    x = (x ^ (x >> 16) ^ high) * 0x85EBCA6B;
                    x = (x ^ (x >> 13)) * 0xC2B2AE35;
                    x ^= x >> 16;
                    block[i] = x < threshold ? scalar_t(0) : scalar_t(float(block[i]) * scale);
                }
            }
        });
    });
}

namespace {

struct Dropout : torch::autograd::Function<Dropout> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &input, double probability, int64_t seed) {
        context->saved_data["probability"] = probability;
        context->saved_data["seed"] = seed;
        at::Tensor output = input.clone(at::MemoryFormat::Contiguous);
        drop_(output, probability, uint64_t(seed));
        return output;
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        at::Tensor gradient = gradients[0].clone(at::MemoryFormat::Contiguous);
        drop_(
            gradient, context->saved_data["probability"].toDouble(),
            uint64_t(context->saved_data["seed"].toInt()));
        return {gradient, {}, {}};
    }
};

} // namespace

// Moving terms between distances and keys.

/// For lengths T: which of the 2m + 1 rows each of the 2T - 1 distances has.
static at::Tensor clipped_distances(int64_t length, int64_t maximum, const at::Tensor &like) {
    return at::arange(1 - length, length, like.options().dtype(at::kLong))
        .clamp_(-maximum, maximum)
        .add_(maximum);
}

/// scores[n, i, j] = (scores[n, i, j] + terms[n, i, j - i]) * scale, and -inf for keys that are
/// padding. `terms` is [n, T, 2m + 1] or undefined, `lengths` [batch] or undefined.
static void finish_scores_(
    at::Tensor &scores, const at::Tensor &terms, const at::Tensor &lengths, double scale) {
    const int64_t count = scores.size(0), length = scores.size(1);
    const int64_t maximum = terms.defined() ? terms.size(2) / 2 : 0;
    if (!scores.is_cpu()) {
        if (terms.defined()) {
            const at::Tensor wide =
                terms.index_select(2, clipped_distances(length, maximum, terms)).contiguous();
            const int64_t width = 2 * length - 1;
            scores.add_(wide.as_strided(
                {count, length, length}, {length * width, width - 1, 1}, length - 1));
        }
        scores.mul_(scale);
        if (lengths.defined()) {
            const at::Tensor keys = at::arange(length, lengths.options());
            const at::Tensor hidden = at::ge(keys, lengths.unsqueeze(1))
                                          .repeat_interleave(count / lengths.size(0), 0)
                                          .unsqueeze(1);
            scores.masked_fill_(hidden, -std::numeric_limits<double>::infinity());
        }
        return;
    }
    const int32_t *sizes = lengths.defined() ? lengths.const_data_ptr<int32_t>() : nullptr;
    const int64_t heads = sizes ? count / lengths.size(0) : 1;
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, scores.scalar_type(), "scores", [&] {
        auto *rows = scores.mutable_data_ptr<scalar_t>();
        const auto *all = terms.defined() ? terms.const_data_ptr<scalar_t>() : nullptr;
        const auto factor = float(scale);
        for_rows(count * length, length, [&](int64_t first, int64_t last) {
            for (int64_t row = first; row < last; row++) {
                const int64_t i = row % length;
                const int64_t size = sizes ? sizes[row / length / heads] : length;
                auto *score = rows + row * length;
                if (all) {
                    const auto *term = all + row * (2 * maximum + 1);
                    const int64_t near = std::clamp<int64_t>(i - maximum, 0, size);
                    const int64_t far = std::clamp<int64_t>(i + maximum + 1, near, size);
                    for (int64_t j = 0; j < near; j++) { score[j] += term[0]; }
                    const auto *moved = term + (maximum - i);
                    for (int64_t j = near; j < far; j++) { score[j] += moved[j]; }
                    for (int64_t j = far; j < size; j++) { score[j] += term[2 * maximum]; }
                }
                for (int64_t j = 0; j < size; j++) { score[j] = float(score[j]) * factor; }
                std::fill(
                    score + size, score + length, -std::numeric_limits<scalar_t>::infinity());
            }
        });
    });
}

/// The sums of the weights of each query over the keys at each distance: [n, T, T] to
/// [n, T, 2m + 1].
static at::Tensor sums_by_distance(const at::Tensor &weights, int64_t maximum) {
    const int64_t count = weights.size(0), length = weights.size(1), width = 2 * maximum + 1;
    if (!weights.is_cpu()) {
        // Zeros between the rows move each row by one place against the row before.
        at::Tensor wide = weights;
        if (length > 1) {
            wide = at::constant_pad_nd(weights, {0, length - 2}).reshape({count, -1});
            wide = at::constant_pad_nd(wide, {length - 1, 1});
        }
        return at::zeros({count, length, width}, weights.options())
            .index_add_(
                2, clipped_distances(length, maximum, weights),
                wide.reshape({count, length, 2 * length - 1}));
    }
    at::Tensor result = at::empty({count, length, width}, weights.options());
    AT_DISPATCH_FLOATING_TYPES_AND(at::kBFloat16, weights.scalar_type(), "sums", [&] {
        const auto *rows = weights.const_data_ptr<scalar_t>();
        auto *all = result.mutable_data_ptr<scalar_t>();
        for_rows(count * length, length, [&](int64_t first, int64_t last) {
            for (int64_t row = first; row < last; row++) {
                const int64_t i = row % length;
                const auto *weight = rows + row * length;
                auto *sum = all + row * width;
                // The two ends take every key beyond them; keys from `near` to `far` one each.
                const int64_t near = std::max<int64_t>(i - maximum, 0);
                const int64_t far = std::min(i + maximum + 1, length);
                std::fill(sum, sum + width, scalar_t(0));
                std::copy(weight + near, weight + far, sum + (near - i + maximum));
                float before = sum[0], after = sum[2 * maximum];
                for (int64_t j = 0; j < near; j++) { before += weight[j]; }
                for (int64_t j = far; j < length; j++) { after += weight[j]; }
                sum[0] = before;
                sum[2 * maximum] = after;
            }
        });
    });
    return result;
}

// Attention.

namespace {

struct Attention : torch::autograd::Function<Attention> {
    static at::Tensor split(const at::Tensor &tensor, int64_t heads) {
        const int64_t batch = tensor.size(0), length = tensor.size(1);
        return tensor.reshape({batch, length, heads, -1})
            .transpose(1, 2)
            .reshape({batch * heads, length, -1});
    }

    static at::Tensor join(const at::Tensor &tensor, int64_t heads) {
        const int64_t length = tensor.size(1), batch = tensor.size(0) / heads;
        return tensor.reshape({batch, heads, length, -1})
            .transpose(1, 2)
            .reshape({batch, length, -1});
    }

    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &queries, const at::Tensor &keys,
        const at::Tensor &values, const std::optional<at::Tensor> &table,
        const std::optional<at::Tensor> &sizes, int64_t heads, double dropout, int64_t seed) {
        const at::Tensor distances = table.value_or(at::Tensor());
        const at::Tensor lengths = sizes.value_or(at::Tensor());
        const at::Tensor query = split(queries, heads), key = split(keys, heads);
        const at::Tensor value = split(values, heads);
        const double scale = 1 / std::sqrt(double(query.size(2)));
        at::Tensor scores = at::bmm(query, key.transpose(1, 2));
        finish_scores_(
            scores, distances.defined() ? at::matmul(query, distances.t()) : at::Tensor(), lengths,
            scale);
        const at::Tensor weights = at::_softmax(scores, -1, false);
        context->save_for_backward({query, key, value, distances, weights});
        context->saved_data["heads"] = heads;
        context->saved_data["scale"] = scale;
        context->saved_data["dropout"] = dropout;
        context->saved_data["seed"] = seed;

        // The scores are no longer needed: their memory takes the weights that are left.
        at::Tensor left = dropout > 0 ? scores.copy_(weights) : weights;
        drop_(left, dropout, uint64_t(seed));
        at::Tensor output = at::bmm(left, value);
        if (distances.defined()) {
            output.add_(at::matmul(sums_by_distance(left, distances.size(0) / 2), distances));
        }
        return join(output, heads);
    }

    static variable_list backward(AutogradContext *context, variable_list gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor &query = saved[0], &key = saved[1], &value = saved[2];
        const at::Tensor &distances = saved[3], &weights = saved[4];
        const int64_t heads = context->saved_data["heads"].toInt();
        const double dropout = context->saved_data["dropout"].toDouble();
        const auto seed = uint64_t(context->saved_data["seed"].toInt());
        const at::Tensor output = split(gradients[0], heads);

        at::Tensor left = dropout > 0 ? weights.clone() : weights;
        drop_(left, dropout, seed);
        const at::Tensor values = at::bmm(left.transpose(1, 2), output);
        at::Tensor scores = at::bmm(output, value.transpose(1, 2));
        finish_scores_(
            scores, distances.defined() ? at::matmul(output, distances.t()) : at::Tensor(), {}, 1);
        drop_(scores, dropout, seed);
        scores = at::_softmax_backward_data(scores, weights, -1, weights.scalar_type());
        scores.mul_(context->saved_data["scale"].toDouble());

        at::Tensor queries = at::bmm(scores, key);
        if (distances.defined()) {
            queries.add_(at::matmul(sums_by_distance(scores, distances.size(0) / 2), distances));
        }
        const at::Tensor keys = at::bmm(scores.transpose(1, 2), query);
        return {join(queries, heads), join(keys, heads), join(values, heads), {}, {}, {}, {}, {}};
    }
};

} // namespace

int dropout(CTorchInput a, double probability, uint64_t seed, CTorchOutput out)
    CTORCH_BODY(give(out, Dropout::apply(in(a), probability, int64_t(seed))))

int attention(
    CTorchInput query, CTorchInput key, CTorchInput value, int64_t heads, CTorchInput distances,
    CTorchInput lengths, double dropout, uint64_t seed, CTorchOutput out)
    CTORCH_BODY(give(
        out, Attention::apply(
                 in(query), in(key), in(value), optional(distances), optional(lengths), heads,
                 dropout, int64_t(seed))))

#endif
