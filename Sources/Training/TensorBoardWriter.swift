// Scalars in TensorBoard's event format: protocol buffers in TFRecord frames with CRC-32C.

package import Foundation

/// Appends scalar values to a new event file that TensorBoard reads.
///
/// A record is the payload's length (64 bits), the masked CRC-32C of those eight bytes, the
/// payload, and its masked CRC-32C; all little-endian. The payload is a `tensorflow.Event`.
package struct TensorBoardWriter {
    private let file: FileHandle

    /// Creates the event file of a run, or of its continuation, in a directory.
    ///
    /// - Parameters:
    ///   - directory: An existing directory.
    ///   - firstStep: Where this file begins. Later events of earlier files are thereby void: a
    ///     run that was killed wrote steps which its continuation repeats.
    ///   - time: Now.
    /// - Throws: `TrainingError`, or Foundation's error where the file cannot be written.
    package init(directory: String, firstStep: Int, time: Date) throws {
        let name = "events.out.tfevents.\(Int(time.timeIntervalSince1970)).\(firstStep).yuliao"
        let path = directory + "/" + name
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else {
            throw TrainingError(.inputOutput, "cannot write the event file", location: path)
        }
        self.file = file
        try append(event(time: time, step: 0, field: 3, Array("brain.Event:2".utf8)))
        // SessionLog { status: START }, upon which readers drop what later steps they hold.
        try append(event(time: time, step: firstStep, field: 7, [0x08, 0x01]))
    }

    /// Appends the values of one step.
    package func write(step: Int, _ values: [(name: String, value: Double)], time: Date) throws {
        var summary: [UInt8] = []
        for (name, value) in values {
            var entry: [UInt8] = []
            append(field: 1, Array(name.utf8), to: &entry)
            entry.append(2 << 3 | 5)
            append(littleEndian: Float(value).bitPattern, to: &entry)
            append(field: 1, entry, to: &summary)
        }
        try append(event(time: time, step: step, field: 5, summary))
    }

    /// An `Event`: wall time (1), step (2) and one more length-delimited field.
    private func event(time: Date, step: Int, field: UInt8, _ content: [UInt8]) -> [UInt8] {
        var event: [UInt8] = [1 << 3 | 1]
        append(littleEndian: time.timeIntervalSince1970.bitPattern, to: &event)
        // Zero is the default, which protocol buffers leave out.
        if step != 0 {
            event.append(2 << 3)
            append(variableLength: UInt64(step), to: &event)
        }
        append(field: field, content, to: &event)
        return event
    }

    private func append(_ event: [UInt8]) throws {
        var record: [UInt8] = []
        append(littleEndian: UInt64(event.count), to: &record)
        append(littleEndian: CRC32C.masked(of: record), to: &record)
        record += event
        append(littleEndian: CRC32C.masked(of: event), to: &record)
        try file.write(contentsOf: record)
    }

    private func append(field: UInt8, _ content: [UInt8], to message: inout [UInt8]) {
        message.append(field << 3 | 2)
        append(variableLength: UInt64(content.count), to: &message)
        message += content
    }

    private func append(variableLength value: UInt64, to message: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            message.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        message.append(UInt8(rest))
    }

    private func append(littleEndian value: some FixedWidthInteger, to message: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { message.append(contentsOf: $0) }
    }
}

/// The Castagnoli checksum, as TFRecord stores it.
private enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder >> 1 ^ (remainder & 1 == 1 ? 0x82F6_3B78 : 0)
        }
    }

    /// Rotated and shifted, so that the checksum of data that holds checksums stays sound.
    static func masked(of bytes: [UInt8]) -> UInt32 {
        let checksum = ~bytes.reduce(~UInt32(0)) { remainder, byte in
            remainder >> 8 ^ table[Int((remainder ^ UInt32(byte)) & 0xFF)]
        }
        return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
    }
}
