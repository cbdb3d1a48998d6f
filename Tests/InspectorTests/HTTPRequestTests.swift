// What browsers send is read, and nothing else.

import Inspector
import Testing

@Suite struct HTTPRequestTests {
    @Test func aRequestIsRead() throws {
        let head =
            "GET /sql?q=a+b&c=%2F HTTP/1.1\r\nHost: 127.0.0.1:8427\r\ncookie:yuliao=t\r\nX: 1\r\nx: 2"
        let request = try #require(HTTPRequest(head: head.utf8))
        #expect(request.method == "GET")
        #expect(request.path == "/sql")
        #expect(request.query == "q=a+b&c=%2F")
        #expect(request.header("host") == "127.0.0.1:8427")
        #expect(request.header("cookie") == "yuliao=t")
        #expect(request.header("x") == "1, 2")
        #expect(request.header("origin") == nil)
    }

    @Test func aRequestWithoutHeadersIsRead() throws {
        let request = try #require(HTTPRequest(head: "GET /? HTTP/1.0".utf8))
        #expect(request.path == "/")
        #expect(request.query == "")
    }

    @Test(
        arguments: [
            "", "\r\n\r\n", "GET", "GET /", "GET  / HTTP/1.1", "GET x HTTP/1.1",
            "GET http://127.0.0.1/ HTTP/1.1", "GET / HTTP/2", "GET / HTTP/1.1\r\nHost",
            "GET / HTTP/1.1\r\nHost : a", "GET / HTTP/1.1\r\n a: b", "GET / HTTP/1.1\r\n: b",
            "GET / HTTP/1.1\r\nHost: \u{0}", "GET /\u{7F} HTTP/1.1", "GET / HTTP/1.1\nHost: a",
            "GET / HTTP/1.1\r\nHost: a\rb", "GET / HTTP/1.1\r\n\r\nHost: a",
        ]
    )
    func whatIsNoRequestIsRefused(_ head: String) {
        #expect(HTTPRequest(head: head.utf8) == nil)
    }
}
