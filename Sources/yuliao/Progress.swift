// Shows how far a long job is: one live line on a terminal, a plain line now and then elsewhere.
import Foundation

/// A progress line on standard error, with rate and time left.
final class Progress {
    /// How a count of units is written.
    enum Unit {
        case bytes
        case steps

        func format(_ value: Double) -> String {
            switch self {
            case .bytes:
                if value >= 1e9 { return String(format: "%.2f GB", value / 1e9) }
                if value >= 1e6 { return String(format: "%.1f MB", value / 1e6) }
                return String(format: "%.0f kB", value / 1e3)
            case .steps:
                return String(format: value < 10 ? "%.1f" : "%.0f", value)
            }
        }
    }

    private let label: String
    private let total: Int64
    private let unit: Unit
    private let live: Bool
    private let started = Date()
    private let startedAt: Int64
    private var lastShown = Date.distantPast
    private var drawn = false

    init(_ label: String, total: Int64, unit: Unit, startingAt: Int64 = 0) {
        self.label = label
        self.total = total
        self.unit = unit
        startedAt = startingAt
        live = isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Shows `done` units of the total, and a note; draws at most ten times a second.
    func update(_ done: Int64, note: @autoclosure () -> String = "") {
        let now = Date()
        guard now.timeIntervalSince(lastShown) >= (live ? 0.1 : 30) else { return }
        // Off a terminal the first line is worth printing only once the job proves to be long.
        if !live, lastShown == .distantPast {
            lastShown = now
            return
        }
        lastShown = now
        let text = line(done: done, note: note(), now: now)
        // A line that wraps could not be replaced by the next one.
        show(live ? String(text.prefix(Terminal.errorColumns - 1)) : text)
    }

    /// Replaces the progress line by what was achieved.
    func finish(_ summary: String) {
        let seconds = Date().timeIntervalSince(started)
        show("\(label): \(summary) in \(Progress.time(seconds))")
        if live { Terminal.error("\n") }
        drawn = false
    }

    /// Puts a line of news above the progress line.
    func say(_ text: String) {
        Terminal.error((live && drawn ? "\r\u{1B}[2K" : "") + text + "\n")
        drawn = false
        lastShown = live ? .distantPast : lastShown
    }

    /// Ends the display without a word, leaving the terminal as it was; a failure's message then
    /// stands on a line of its own.
    func close() {
        if live, drawn { Terminal.error("\r\u{1B}[2K") }
        drawn = false
    }

    deinit { close() }

    private func line(done: Int64, note: String, now: Date) -> String {
        let elapsed = now.timeIntervalSince(started)
        let rate = elapsed > 0 ? Double(done - startedAt) / elapsed : 0
        var parts = "\(label)  "
        if total > 0 {
            let share = min(1, Double(done) / Double(total))
            if live { parts += Progress.bar(share, width: 24) + " " }
            parts += String(format: "%3.0f%%", share * 100) + "  "
        } else {
            parts += unit.format(Double(done)) + "  "
        }
        parts += unit.format(rate) + "/s"
        if total > 0, rate > 0 {
            parts += "  \(Progress.time(Double(max(0, total - done)) / rate)) left"
        }
        return note.isEmpty ? parts : parts + "  " + note
    }

    private func show(_ text: String) {
        Terminal.error(live ? (drawn ? "\r\u{1B}[2K" : "") + text : text + "\n")
        drawn = true
    }

    private static func bar(_ share: Double, width: Int) -> String {
        let full = Int(share * Double(width))
        return String(repeating: "━", count: full) + String(repeating: "─", count: width - full)
    }

    /// Seconds as a person says them: `0.4 s`, `52 s`, `3 min 05 s`, `2 h 10 min`.
    static func time(_ seconds: Double) -> String {
        if seconds < 10 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
        return String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
    }
}
