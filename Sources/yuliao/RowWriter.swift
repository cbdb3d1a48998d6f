// Rows of a result as aligned columns, JSON Lines or comma-separated values.
import Foundation
import Inspector

/// Writes rows to standard output; a table is aligned by its first rows and then streams.
struct RowWriter {
    private static let measuredRows = 200
    private static let widestColumn = 60

    private let columns: [String]
    private let format: SQL.Format
    private var pending: [[String]] = []
    private var widths: [Int] = []
    private var output: [UInt8] = []

    init(columns: [String], format: SQL.Format) {
        self.columns = columns
        self.format = format
        if format == .csv { output += RowWriter.csv(columns) }
    }

    /// Writes one row.
    mutating func write(_ row: [SQLValue]) throws {
        switch format {
        case .json: appendJSON(row)
        case .csv: output += RowWriter.csv(row.map(RowWriter.text))
        case .table:
            let cells = row.map { Terminal.printable(RowWriter.text($0)) }
            if widths.isEmpty {
                pending.append(cells)
                if pending.count >= RowWriter.measuredRows { align() }
            } else {
                appendTable(cells)
            }
        }
        if output.count >= 1 << 16 { try flush() }
    }

    /// Writes what is left.
    mutating func finish() throws {
        if format == .table, widths.isEmpty { align() }
        try flush()
    }

    private mutating func flush() throws {
        try Terminal.write(output)
        output.removeAll(keepingCapacity: true)
    }

    private mutating func align() {
        widths = columns.indices.map { column in
            let widest = ([columns] + pending).map { Self.width($0[column]) }.max() ?? 0
            return min(widest, RowWriter.widestColumn)
        }
        appendTable(columns)
        output +=
            (widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n")
            .utf8
        for row in pending { appendTable(row) }
        pending = []
    }

    private mutating func appendTable(_ cells: [String]) {
        var line = ""
        for (column, cell) in cells.enumerated() {
            line += column == 0 ? cell : "  " + cell
            guard column + 1 < cells.count else { continue }
            line += String(repeating: " ", count: max(0, widths[column] - Self.width(cell)))
        }
        output += (line + "\n").utf8
    }

    private mutating func appendJSON(_ row: [SQLValue]) {
        output.append(UInt8(ascii: "{"))
        for (column, value) in row.enumerated() {
            if column > 0 { output.append(UInt8(ascii: ",")) }
            JSONText.append(columns[column].utf8, to: &output)
            output.append(UInt8(ascii: ":"))
            switch value {
            case .null: output += "null".utf8
            case .integer(let number): output += String(number).utf8
            case .real(let number) where number.isFinite: output += String(number).utf8
            case .real: output += "null".utf8
            case .text(let text): JSONText.append(text.utf8, to: &output)
            case .blob: JSONText.append(RowWriter.text(value).utf8, to: &output)
            }
        }
        output += "}\n".utf8
    }

    private static func csv(_ cells: [String]) -> [UInt8] {
        let quoted = cells.map { cell in
            cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
                ? "\"\(cell.replacingOccurrences(of: "\"", with: "\"\""))\"" : cell
        }
        return Array((quoted.joined(separator: ",") + "\n").utf8)
    }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .blob(let bytes): bytes.map { String(format: "%02X", $0) }.joined()
        }
    }

    /// The columns a text takes on a terminal: Han and full-width characters take two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3,
                0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
                0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }
}
