// Turns SIGINT and SIGTERM into a flag that long jobs look at between two units of work.
import Glibc
import Synchronization

/// The signal that asked the process to stop; 0 while none has.
private let received = Atomic<Int32>(0)

/// A polite end: finish the unit in hand, keep what is committed, say how to resume.
enum Interruption {
    /// Catches the first SIGINT or SIGTERM; a second one ends the process at once.
    ///
    /// A file that grows beyond the shell's limit becomes an error of writing, as a full disk is.
    static func watch() {
        signal(SIGXFSZ, SIG_IGN)
        // A parent that blocks signals on the thread that starts the tool would block them here.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        received.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                received.store(number, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }

    /// Lets the first signal end the process at once: for a job that has nothing to finish and may
    /// wait for input.
    static func unwatch() {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }

    /// Whether a signal asked the process to stop.
    static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

    /// Throws when a signal asked the process to stop.
    static func check(_ message: @autoclosure () -> String) throws {
        let number = received.load(ordering: .relaxed)
        guard number != 0 else { return }
        throw Failure(number == SIGTERM ? .terminated : .interrupted, message())
    }
}
