// What the tool asks of the machine it runs on.
import CThreads
import Foundation

/// Facts about this machine and this process's streams.
enum Machine {
    /// The numbers of the processors that this process may use; none where the kernel does not say.
    static var processors: [Int] {
        var allowed = cpu_set_t()
        guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &allowed) == 0 else { return [] }
        return withUnsafeBytes(of: &allowed) { bytes in
            (0..<8 * bytes.count).filter { bytes[$0 / 8] >> ($0 % 8) & 1 == 1 }
        }
    }
    /// How many processors this process may use.
    static let cores =
        processors.isEmpty ? ProcessInfo.processInfo.activeProcessorCount : processors.count
    /// Whether standard input is a terminal, so that nothing would ever come from it.
    static var inputIsTerminal: Bool { isatty(0) == 1 }

    /// A path as it is from here, whatever other paths are relative to.
    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }
}
