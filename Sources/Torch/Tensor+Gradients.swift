// Gradients, and the changes in place that an optimizer makes.

import CTorch

extension Tensor {
    /// Makes this tensor a leaf whose gradient `backward` accumulates.
    public func requireGradient() throws {
        try LibTorch.call { $0.require_gradient(handle) }
    }

    /// Adds the gradients of this number to every leaf it was computed from.
    public func backward() throws {
        try LibTorch.call { $0.backward(handle) }
    }

    /// The gradient accumulated so far, sharing its storage; nil before the first `backward`.
    public func gradient() throws -> Tensor? {
        var result: OpaquePointer?
        try LibTorch.call { $0.gradient(handle, &result) }
        return try result.map { try Tensor(owning: $0) }
    }

    /// Forgets the accumulated gradient.
    public func clearGradient() throws {
        try LibTorch.call { $0.clear_gradient(handle) }
    }
}

/// Changes in place; on a leaf they belong inside `LibTorch.withoutGradients`.
extension Tensor {
    /// Overwrites the elements with those of a tensor of the same shape.
    public func assign(_ source: Tensor) throws {
        try LibTorch.call { $0.copy_(handle, source.handle) }
    }

    /// Multiplies every element.
    public static func *= (a: Tensor, factor: Double) throws {
        try LibTorch.call { $0.affine_(a.handle, factor, 0) }
    }

    /// Adds `factor · other`.
    public func add(_ other: Tensor, factor: Double = 1) throws {
        try LibTorch.call { $0.add_(handle, other.handle, factor) }
    }

    /// Adds `factor · a · b`, element by element.
    public func add(product a: Tensor, _ b: Tensor, factor: Double) throws {
        try LibTorch.call { $0.addcmul_(handle, a.handle, b.handle, factor) }
    }
}
