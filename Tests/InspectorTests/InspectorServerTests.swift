// The server over a socket: a browser gets its page, and silence does not keep it from others.

import FlyingSocks
import Foundation
import Inspector
import Shards
import Testing

@Suite struct InspectorServerTests {
    let directory: TemporaryDirectory
    let shards: ShardSet

    init() throws {
        directory = try TemporaryDirectory()
        let writer = try Synthetic.open(directory.path)
        try writer.commit(
            Synthetic.fill(writer.begin(shard: 0), documents: 3),
            resume: Resume(page: 0)
        )
        shards = try ShardSet(directory: directory.path)
    }

    @Test func aBrowserIsAnswered() async throws {
        let port = try freePort()
        let server = try server(port: port)
        #expect(server.address == "http://127.0.0.1:\(port)/?token=secret")
        let task = Task { try await server.run() }
        // Says nothing, as a browser's connection in advance does.
        let silent = try await connect(port)
        let host = "Host: 127.0.0.1:\(port)\r\n"
        let welcome = try await answer(port, "GET /sql?token=secret&q=a HTTP/1.1\r\n\(host)\r\n")
        #expect(welcome.hasPrefix("HTTP/1.1 303 See Other\r\n"))
        #expect(welcome.contains("\r\nLocation: /sql?q=a\r\n"))
        #expect(welcome.contains("\r\nSet-Cookie: yuliao=secret; HttpOnly; SameSite=Strict"))
        let page = try await answer(
            port,
            "GET / HTTP/1.1\r\n\(host)Cookie: yuliao=secret\r\n\r\n"
        )
        #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(page.contains("\r\nContent-Security-Policy: default-src 'none';"))
        #expect(page.hasSuffix("</html>"))
        for (status, request) in [
            (403, "GET / HTTP/1.1\r\n\(host)\r\n"), (405, "POST / HTTP/1.1\r\n\(host)\r\n"),
            (421, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), (400, "what\r\n\r\n"),
            (400, "GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 1 << 16)),
        ] {
            let refusal = try await answer(port, request)
            #expect(refusal.hasPrefix("HTTP/1.1 \(status) Refused\r\n"))
        }
        try silent.close()
        task.cancel()
        try await task.value
    }

    @Test func aTakenPortIsAnError() async throws {
        let socket = try Socket(domain: AF_INET)
        try socket.bind(to: sockaddr_in.inet(ip4: "127.0.0.1", port: 0))
        try socket.listen()
        let server = try server(port: port(of: socket))
        await #expect(throws: ShardError.self) { try await server.run() }
        try socket.close()
    }

    private func server(port: UInt16) throws -> InspectorServer {
        try InspectorServer(shards, summary: ShardSummary(of: shards), port: port, token: "secret")
    }

    private func freePort() throws -> UInt16 {
        let socket = try Socket(domain: AF_INET)
        try socket.bind(to: sockaddr_in.inet(ip4: "127.0.0.1", port: 0))
        let port = try port(of: socket)
        try socket.close()
        return port
    }

    private func port(of socket: Socket) throws -> UInt16 {
        guard case .ip4(_, let port) = try socket.sockname() else {
            throw SocketError.unsupportedAddress
        }
        return port
    }

    /// Connects as soon as the server listens.
    private func connect(_ port: UInt16) async throws -> AsyncSocket {
        let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
        for _ in 0..<1000 {
            do {
                return try await AsyncSocket.connected(to: address)
            } catch {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        return try await AsyncSocket.connected(to: address)
    }

    /// All that the server sends until it closes the connection.
    ///
    /// Where other tests keep the threads busy, the server's time limit may run out before its
    /// work begins: then the browser asks again.
    private func answer(_ port: UInt16, _ request: String) async throws -> String {
        var bytes: [UInt8] = []
        for _ in 0..<10 where bytes.isEmpty {
            let socket = try await connect(port)
            try await socket.write(Data(request.utf8))
            do {
                while true { bytes += try await socket.read(atMost: 4096) }
            } catch is SocketError {
                try socket.close()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
