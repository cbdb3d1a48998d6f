// As much of HTTP/1.1 (RFC 9112) as a local page needs: requests without a body, one a connection.

/// The head of a request.
package struct HTTPRequest: Sendable {
    package let method: String
    /// The path, with a slash before it and as it was sent: percent signs stay.
    package let path: String
    /// What stands behind the question mark, as it was sent.
    package let query: String
    /// The values by lower-case name; of several, with commas between.
    private let headers: [String: String]

    /// Reads the head of a request, up to the empty line; nil where it is none.
    package init?(head: some Collection<UInt8>) {
        let text = String(decoding: head, as: UTF8.self)
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        guard lines.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            return nil
        }
        let parts = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].hasPrefix("/"), parts[2].hasPrefix("HTTP/1.") else {
            return nil
        }
        method = String(parts[0])
        let target = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(target[0])
        query = target.count == 2 ? String(target[1]) : ""
        var headers: [String: String] = [:]
        for line in lines {
            let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard field.count == 2, !field[0].isEmpty, !field[0].contains(" ") else { return nil }
            let name = field[0].lowercased()
            let value = field[1].drop { $0 == " " }
            headers[name] = headers[name].map { $0 + ", " + value } ?? String(value)
        }
        self.headers = headers
    }

    /// The value of a header, by its lower-case name.
    package func header(_ name: String) -> String? {
        headers[name]
    }
}

/// An answer, after which the connection is closed.
struct HTTPResponse {
    var status: Int
    var headers: [(name: String, value: String)]
    var body = ""

    /// What is sent.
    var bytes: [UInt8] {
        let phrase =
            switch status {
            case 200: "OK"
            case 303: "See Other"
            default: "Refused"
            }
        var head = "HTTP/1.1 \(status) \(phrase)\r\n"
        let framing = [("Content-Length", "\(body.utf8.count)"), ("Connection", "close")]
        for (name, value) in headers + framing { head += "\(name): \(value)\r\n" }
        return Array((head + "\r\n" + body).utf8)
    }
}
