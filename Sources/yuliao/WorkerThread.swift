// Threads that begin at once, each on a processor of its own.
import CThreads
import Glibc

/// A thread that runs one function.
///
/// Kernels leave a new thread where its maker runs, and the two take turns until the next look at
/// the load: on a virtual machine it began up to 4 ms late, and both together had 1.75 of two
/// processors in their first 70 ms. A thread that begins elsewhere has all of its own.
enum WorkerThread {
    /// Starts a thread, where its maker runs if it may not begin elsewhere; where the machine has
    /// room for no more, nothing happens.
    ///
    /// - Parameters:
    ///   - number: how many places after the calling thread's processor the new thread begins,
    ///     among those it may use; from there the kernel may move it.
    ///   - body: what it runs.
    static func start(number: Int, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 8 << 20)

        let size = MemoryLayout<cpu_set_t>.size
        let processors = Machine.processors
        if processors.count > 1 {
            let own = processors.firstIndex(of: Int(sched_getcpu())) ?? 0
            var first = cpu_set_t([processors[(own + number) % processors.count]])
            pthread_attr_setaffinity_np(&attributes, size, &first)
            let isPlaced = create(&attributes) {
                var allowed = cpu_set_t(processors)
                sched_setaffinity(0, size, &allowed)
                body()
            }
            if isPlaced { return }
            // No bytes: wherever the kernel likes.
            pthread_attr_setaffinity_np(&attributes, 0, &first)
        }
        _ = create(&attributes, body)
    }

    /// Whether a thread was started.
    private static func create(
        _ attributes: inout pthread_attr_t,
        _ body: @escaping @Sendable () -> Void
    ) -> Bool {
        let box = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            &attributes,
            { box in
                Unmanaged<Body>.fromOpaque(box.unsafelyUnwrapped).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        if status != 0 { box.release() }
        return status == 0
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

extension cpu_set_t {
    /// A set of processors by their numbers.
    fileprivate init(_ processors: [Int]) {
        self.init()
        withUnsafeMutableBytes(of: &self) { bytes in
            for processor in processors { bytes[processor / 8] |= 1 << (processor % 8) }
        }
    }
}
