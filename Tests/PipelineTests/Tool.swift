// Runs the built tool as a person would, in a folder of its own.
import Foundation
import Testing

/// What one run of the tool gave back.
struct ToolRun {
    var status: Int32
    var output: String
    var errors: String
}

/// The built `yuliao` beside the test bundle.
enum Tool {
    /// The project's folder.
    static let project = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static var executable: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("yuliao")
    }

    /// Whether `make setup` has fetched jieba's model.
    static var hasJieba: Bool {
        FileManager.default.fileExists(
            atPath: project.appendingPathComponent("dicts/jieba/hmm.txt").path
        )
    }

    /// Starts the tool without waiting for it; its messages go to `log`.
    static func start(_ arguments: [String], in folder: URL, log: URL) throws -> Process {
        try Data().write(to: log)
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        return process
    }

    /// Runs the tool to its end.
    ///
    /// - Parameters:
    ///   - arguments: The tool's arguments.
    ///   - folder: The working directory.
    ///   - input: What standard input holds.
    ///   - fileBlocks: The size in KiB beyond which no file can grow, as on a full disk.
    ///   - environment: Variables to set beside the inherited ones.
    /// - Returns: What it wrote, and its exit status.
    /// - Throws: What the file system refuses.
    static func run(
        _ arguments: [String],
        in folder: URL,
        input: String = "",
        fileBlocks: Int? = nil,
        environment: [String: String] = [:]
    ) throws -> ToolRun {
        let streams = try TemporaryFolder()
        let files = ["in", "out", "err"].map { streams.url.appendingPathComponent($0) }
        try Data(input.utf8).write(to: files[0])
        for file in files[1...] {
            try Data().write(to: file)
        }
        let process = Process()
        if let fileBlocks {
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            let script = "ulimit -f \(fileBlocks); exec \"$0\" \"$@\""
            process.arguments = ["-c", script, executable.path] + arguments
        } else {
            process.executableURL = executable
            process.arguments = arguments
        }
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return ToolRun(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
        )
    }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("yuliao-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file of the folder and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        return file.path
    }
}
