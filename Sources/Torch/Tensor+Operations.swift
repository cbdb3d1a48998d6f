// What can be computed with tensors: shapes, arithmetic and the layers of an encoder.
//
// Each function is the operator of libtorch with that name; shapes are given where they matter.

import CTorch

/// Types, places and shapes.
extension Tensor {
    /// The same values in another type; the tensor itself where it has that type already.
    public func to(_ dataType: DataType) throws -> Tensor {
        guard dataType != self.dataType else { return self }
        return try .make { $0.to_type(handle, dataType.rawValue, $1) }
    }

    /// The same values on another device; the tensor itself where it is there already.
    public func to(_ device: Device) throws -> Tensor {
        guard device != self.device else { return self }
        return switch device {
        case .cpu: try .make { $0.to_cpu(handle, $1) }
        case .cuda: try .make { $0.to_cuda(handle, $1) }
        }
    }

    /// The same elements in another shape; -1 stands for the size that is left.
    public func reshape(_ shape: Int...) throws -> Tensor {
        try .make { $0.reshape(handle, shape.map(Int64.init), Int32(shape.count), $1) }
    }

    /// A view of `length` entries of one dimension from `start` on.
    public func narrow(_ dimension: Int, start: Int, length: Int) throws -> Tensor {
        try .make {
            $0.narrow(handle, Int64(dimension), Int64(start), Int64(length), $1)
        }
    }

    /// The entries of one dimension that an integer vector names.
    public func indexSelect(_ dimension: Int, _ indices: Tensor) throws -> Tensor {
        try .make { $0.index_select(handle, Int64(dimension), indices.handle, $1) }
    }
}

/// Arithmetic, with broadcasting.
extension Tensor {
    /// The sum of two tensors.
    public static func + (a: Tensor, b: Tensor) throws -> Tensor {
        try .make { $0.add(a.handle, b.handle, 1, $1) }
    }

    /// The product of two tensors, element by element.
    public static func * (a: Tensor, b: Tensor) throws -> Tensor {
        try .make { $0.multiply(a.handle, b.handle, $1) }
    }

    /// Every element times a number.
    public static func * (a: Tensor, factor: Double) throws -> Tensor {
        try .make { $0.affine(a.handle, factor, 0, $1) }
    }

    /// Every element plus a number.
    public static func + (a: Tensor, summand: Double) throws -> Tensor {
        try .make { $0.affine(a.handle, 1, summand, $1) }
    }

    /// The quotient of two tensors, element by element.
    public static func / (a: Tensor, b: Tensor) throws -> Tensor {
        try .make { $0.divide(a.handle, b.handle, $1) }
    }

    /// The square root of every element.
    public func squareRoot() throws -> Tensor {
        try .make { $0.sqrt(handle, $1) }
    }

    /// Where two tensors are equal, as truth values.
    public func equal(_ other: Tensor) throws -> Tensor {
        try .make { $0.equal(handle, other.handle, $1) }
    }

    /// The sum of all elements.
    public func sum() throws -> Tensor {
        try .make { $0.sum(handle, $1) }
    }

    /// The index of the greatest element along a dimension.
    public func argmax(_ dimension: Int) throws -> Tensor {
        try .make { $0.argmax(handle, Int64(dimension), $1) }
    }

    /// The Euclidean norm over all elements.
    public func norm() throws -> Tensor {
        try .make { $0.norm(handle, $1) }
    }
}

/// The layers of an encoder.
extension Tensor {
    /// `self · weightᵀ + bias`: [..., in] with a weight [out, in] gives [..., out].
    public func linear(weight: Tensor, bias: Tensor?) throws -> Tensor {
        try .make { $0.linear(handle, weight.handle, bias?.handle, $1) }
    }

    /// The rows that integer indices name: a weight [rows, size] gives [..., size].
    public static func embedding(weight: Tensor, indices: Tensor) throws -> Tensor {
        try .make { $0.embedding(weight.handle, indices.handle, $1) }
    }

    /// Layer normalisation over the last dimension (Ba, Kiros and Hinton 2016).
    public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Double) throws -> Tensor {
        try .make { $0.layer_norm(handle, weight.handle, bias.handle, epsilon, $1) }
    }

    /// The Gaussian error linear unit, exact or in its tanh approximation.
    public func gelu(tanhForm: Bool) throws -> Tensor {
        try .make { $0.gelu(handle, tanhForm, $1) }
    }

    /// The greater of every element and zero.
    public func relu() throws -> Tensor {
        try .make { $0.relu(handle, $1) }
    }

    /// The hyperbolic tangent of every element.
    public func tanh() throws -> Tensor {
        try .make { $0.tanh(handle, $1) }
    }

    /// Zeros with a probability, and the rest scaled up by as much.
    ///
    /// - Parameters:
    ///   - probability: The share dropped; 0 gives the tensor itself.
    ///   - seed: The same seed and shape drop the same elements.
    /// - Returns: A tensor of the same shape.
    /// - Throws: `TorchError`.
    public func dropout(_ probability: Double, seed: UInt64) throws -> Tensor {
        guard probability > 0 else { return self }
        return try .make { $0.dropout(handle, probability, seed, $1) }
    }

    /// Multi-head scaled dot-product self-attention, with or without NEZHA's relative positions.
    ///
    /// The queries are this tensor. The relative positions are Wei et al. 2019, equations 3 and 4.
    ///
    /// - Parameters:
    ///   - key: [batch, length, heads · d], as the queries.
    ///   - value: [batch, length, heads · d].
    ///   - heads: The number of heads.
    ///   - distances: A row for each distance from -m to m, [2m + 1, d]; greater ones are clipped.
    ///   - lengths: The keys of each sequence that are not padding, [batch], 32-bit.
    ///   - dropout: The share of attention weights dropped.
    ///   - seed: As in `dropout`.
    /// - Returns: [batch, length, heads · d].
    /// - Throws: `TorchError`.
    public func attention(
        key: Tensor,
        value: Tensor,
        heads: Int,
        distances: Tensor? = nil,
        lengths: Tensor? = nil,
        dropout: Double = 0,
        seed: UInt64 = 0
    ) throws -> Tensor {
        try .make {
            $0.attention(
                handle,
                key.handle,
                value.handle,
                Int64(heads),
                distances?.handle,
                lengths?.handle,
                dropout,
                seed,
                $1
            )
        }
    }

    /// The negative log likelihood of the targets, summed over the rows.
    ///
    /// - Parameter targets: The class of each row of [rows, classes], 64-bit; -100 counts nothing.
    /// - Returns: One number.
    /// - Throws: `TorchError`.
    public func crossEntropy(_ targets: Tensor) throws -> Tensor {
        try .make { $0.cross_entropy(handle, targets.handle, $1) }
    }
}
