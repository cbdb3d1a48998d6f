// The state of libtorch that is not in a tensor: threads, memory, gradient recording.

import CTorch

/// The library behind `Tensor`.
///
/// Thread count and gradient recording belong to the calling thread, as libtorch keeps them: a
/// training step stays on one thread and awaits nothing. Random numbers have no state at all: what
/// draws them takes a seed.
public enum LibTorch {
    /// Whether libtorch is there; without it every operation throws `.unavailable`.
    ///
    /// Asking loads it.
    public static var isAvailable: Bool {
        if case .success = functions { true } else { false }
    }

    /// Makes the C library keep the memory of freed tensors for the next ones, for good.
    ///
    /// By default it hands large blocks back to the kernel, which clears them page by page each
    /// time: a quarter of the time of a small model's step. This holds for the whole process.
    ///
    /// - Throws: `TorchError`.
    public static func keepFreedMemory() throws {
        try call { $0.keep_freed_memory() }
    }

    /// Sets how many threads one operation may use.
    ///
    /// Sums over many elements depend on this number in their last bits, so an exact repetition
    /// needs the same one.
    ///
    /// - Parameter count: At least 1.
    /// - Throws: `TorchError`.
    public static func setThreadCount(_ count: Int) throws {
        precondition(count > 0, "a thread count is at least 1")
        try call { $0.set_thread_count(Int32(count)) }
    }

    /// Runs `body` without recording what gradients would need.
    ///
    /// - Parameter body: The operations to run.
    /// - Returns: What `body` gives.
    /// - Throws: What `body` throws.
    public static func withoutGradients<Result>(_ body: () throws -> Result) throws -> Result {
        var previous = true
        let functions = try functions.get()
        try call { $0.set_gradients_recorded(false, &previous) }
        defer {
            var ignored = false
            _ = functions.set_gradients_recorded(previous, &ignored)
        }
        return try body()
    }
}
