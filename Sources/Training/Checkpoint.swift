// A checkpoint: everything a run needs to go on as if it had never stopped.

import CSHA
import Foundation
import Glibc
public import Shards
public import Tokenization

/// A directory `step-NNNNNN` with a model, its optimizer and where the run stood.
///
/// | file | holds |
/// |---|---|
/// | `model.safetensors` | the weights in single precision, named as in Hugging Face's layout |
/// | `optimizer.safetensors` | the optimizer's moments |
/// | `state.json` | `State` |
/// | `vocab.txt` | the vocabulary that the ids belong to |
///
/// It is written under another name, synchronised and renamed: a directory with the right name is
/// whole.
public struct Checkpoint: Sendable {
    /// Where the run stood, and what it must be continued with.
    public struct State: Codable, Sendable, Equatable {
        /// The number of updates done.
        public var step: Int
        /// The model.
        public var architecture: Architecture
        /// The run's configuration.
        public var configuration: TrainingConfiguration
        /// The root of the run's randomness.
        public var seed: UInt64
        /// The digest of the configuration that built the shards.
        public var shardsDigest: String?
        /// Which batch comes next.
        public var cursor: BatchLoader.Cursor
        /// The threads of one operation, on which the last bits of sums depend.
        public var threads: Int?
        /// The factor that keeps half-precision gradients from vanishing.
        public var lossScale: LossScale
        /// The SHA-256 of the other files by name, in hexadecimal.
        public var digests: [String: String] = [:]
    }

    /// The directory.
    public let path: String
    /// Where the run stood.
    public let state: State

    /// Reads what a checkpoint says of itself; the other files are read when they are needed.
    ///
    /// - Parameter path: The directory.
    /// - Throws: `TrainingError` where it is no checkpoint or is damaged.
    public init(contentsOf path: String) throws {
        self.path = path
        let file = path + "/state.json"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw TrainingError(
                .checkpoint,
                "no state.json (expected a directory step-NNNNNN)",
                location: path
            )
        }
        do {
            state = try JSONDecoder().decode(State.self, from: data)
        } catch {
            throw TrainingError(
                .checkpoint,
                "not what a run writes (expected its state)",
                location: file
            )
        }
    }

    /// The newest checkpoint of a run, or nil where it has none.
    public static func newest(inRun directory: String) throws -> Checkpoint? {
        let all = try steps(inRun: directory)
        return try all.last.map { try Checkpoint(contentsOf: directory + "/" + name(ofStep: $0)) }
    }

    /// The vocabulary that the model's ids belong to.
    public func vocabulary() throws -> Vocabulary {
        try Vocabulary(contentsOf: file("vocab.txt"))
    }

    /// The path of one of the checkpoint's files, whose bytes are those that were written.
    ///
    /// - Parameter name: `model.safetensors`, `optimizer.safetensors` or `vocab.txt`.
    /// - Returns: The path.
    /// - Throws: `TrainingError` where the file is missing or damaged.
    public func file(_ name: String) throws -> String {
        let file = path + "/" + name
        guard let digest = state.digests[name],
            FileManager.default.fileExists(atPath: file),
            try Checkpoint.digest(ofFile: file) == digest
        else {
            throw TrainingError(
                .checkpoint,
                "missing, or not the file that state.json names",
                location: file
            )
        }
        return file
    }
}

/// Writing.
extension Checkpoint {
    /// Writes a checkpoint and removes the oldest ones.
    ///
    /// - Parameters:
    ///   - state: Where the run stands.
    ///   - vocabulary: The vocabulary, as `vocab.txt` lists it.
    ///   - directory: The run's directory.
    ///   - keep: How many checkpoints remain.
    ///   - writeTensors: Writes the two tensor files into the directory it is given.
    /// - Returns: The checkpoint's directory.
    /// - Throws: `TrainingError` where the disk is full or refuses.
    static func write(
        _ state: State,
        vocabulary: Data,
        inRun directory: String,
        keep: Int,
        writeTensors: (String) throws -> Void
    ) throws -> String {
        let path = directory + "/" + name(ofStep: state.step)
        let files = FileManager.default
        guard !files.fileExists(atPath: path) else { return path }
        try writing(to: path) {
            let partial = path + ".partial"
            if files.fileExists(atPath: partial) { try files.removeItem(atPath: partial) }
            try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
            try writeTensors(partial)
            try vocabulary.write(to: URL(fileURLWithPath: partial + "/vocab.txt"))
            var state = state
            for file in try files.contentsOfDirectory(atPath: partial) {
                state.digests[file] = try digest(ofFile: partial + "/" + file)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(state).write(to: URL(fileURLWithPath: partial + "/state.json"))
            for file in try files.contentsOfDirectory(atPath: partial) {
                try synchronize(partial + "/" + file)
            }
            try synchronize(partial)
            guard rename(partial, path) == 0 else { throw systemError("cannot rename to", path) }
            try synchronize(directory)
            for step in try steps(inRun: directory).dropLast(keep) {
                try files.removeItem(atPath: directory + "/" + name(ofStep: step))
            }
        }
        return path
    }

    private static func digest(ofFile path: String) throws -> String {
        try digest(of: Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped))
    }

    /// The SHA-256 of some bytes, in hexadecimal.
    static func digest(of data: Data) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        data.withUnsafeBytes { sha256($0.baseAddress, $0.count, &digest) }
        return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static func name(ofStep step: Int) -> String {
        let digits = String(step)
        return "step-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// The steps of the whole checkpoints of a run, rising.
    private static func steps(inRun directory: String) throws -> [Int] {
        guard FileManager.default.fileExists(atPath: directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { entry in
            guard let step = Int(entry.dropFirst(5)), name(ofStep: step) == entry else {
                return nil
            }
            return step
        }.sorted()
    }

    /// Waits until a file's or directory's content is on the disk.
    private static func synchronize(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw systemError("cannot open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw systemError("cannot synchronise", path) }
    }

    private static func systemError(_ action: String, _ path: String) -> TrainingError {
        TrainingError(
            .inputOutput,
            "\(action): \(String(cString: strerror(errno)))",
            location: path
        )
    }
}
