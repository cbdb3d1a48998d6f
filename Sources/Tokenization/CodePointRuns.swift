// Reads the compact notation of the Unicode tables: `4E00-9FFF`, `C5:61`, `1E9E:73+73`.

/// A run of code points and, after a colon, what belongs to it.
struct CodePointRun {
    var range: ClosedRange<UInt32>
    var values: [UInt32]

    /// Calls the body with each run of a table.
    static func forEach(in table: String, _ body: (CodePointRun) -> Void) {
        var number: UInt32 = 0
        var first: UInt32?
        var last: UInt32?
        var values: [UInt32] = []
        func finish() {
            if last == nil { last = number } else { values.append(number) }
            if let last { body(CodePointRun(range: (first ?? last)...last, values: values)) }
            (number, first, last) = (0, nil, nil)
            values.removeAll(keepingCapacity: true)
        }
        var isInside = false
        for byte in table.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = number << 4 | UInt32(byte - UInt8(ascii: "0"))
                isInside = true
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                number = number << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
                isInside = true
            case UInt8(ascii: "-"):
                (first, number) = (number, 0)
            case UInt8(ascii: ":"):
                (last, number) = (number, 0)
            case UInt8(ascii: "+"):
                values.append(number)
                number = 0
            default:
                if isInside { finish() }
                isInside = false
            }
        }
        if isInside { finish() }
    }

    /// The ranges of a table, in its order.
    static func ranges(of table: String) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        forEach(in: table) { ranges.append($0.range) }
        return ranges
    }
}
