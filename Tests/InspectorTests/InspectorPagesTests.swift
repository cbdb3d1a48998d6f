// The pages show what is in the shards, and nothing of it becomes markup.

import Corpus
import Inspector
import Shards
import Testing

@Suite struct InspectorPagesTests {
    let directory: TemporaryDirectory
    let pages: InspectorPages

    init() throws {
        directory = try TemporaryDirectory()
        let writer = try Synthetic.open(directory.path)
        let shard = try Synthetic.fill(writer.begin(shard: 0), documents: 20)
        var document = Synthetic.document(99)
        document.origin.title = "<script>alert('题')</script>"
        document.text = "\"<b>粗</b>\" & 。"
        document.sentences = [0..<document.text.utf8.count]
        try shard.append(document, digest: Synthetic.digest(99), instances: [])
        try writer.commit(shard, resume: Resume(page: 0))
        let shards = try ShardSet(directory: directory.path)
        pages = try InspectorPages(shards, summary: ShardSummary(of: shards))
    }

    @Test(
        arguments: [
            ("/", [:], "57, "), ("/instances", [:], "Instances 1 to 20 of 57"),
            ("/instances", ["from": "40"], "Instances 41 to 57 of 57"),
            ("/instances", ["from": "-7"], "/instances?from=20"),
            ("/instance", ["id": "7"], "Instance 7"), ("/instance", ["id": "7"], "/document?id=3"),
            ("/document", ["id": "3"], "corpora/made-up.xml.bz2 at byte 200"),
            ("/document", ["id": "3"], "/instance?id=7"), ("/sql", [:], "<textarea"),
            ("/sql", ["q": "SELECT id AS instance FROM instance WHERE id < 3"], "/instance?id=2"),
            ("/sql", ["q": "DELETE FROM instance"], "may not be modified"),
            (
                "/sql", ["q": "SELECT n.id FROM vocabulary n, vocabulary, vocabulary"],
                "1000 rows, and more"
            ),
            ("/style.css", [:], "ruby"),
        ] as [(String, [String: String], String)]
    )
    func pagesShowTheShards(_ path: String, _ fields: [String: String], text: String) async {
        let page = await pages.page(path, fields)
        #expect(page.status == 200)
        #expect(page.body.contains(text))
    }

    @Test(
        arguments: [
            ("/nowhere", [:]), ("/../etc/passwd", [:]), ("/instance", ["id": "58"]),
            ("/instance", ["id": "x"]), ("/document", [:]), ("/document", ["id": "5000000001"]),
        ] as [(String, [String: String])]
    )
    func whatIsNotThereIsNotFound(_ path: String, _ fields: [String: String]) async {
        #expect(await pages.page(path, fields).status == 404)
    }

    @Test(
        arguments: [
            ("/document", ["id": "21"]),
            ("/sql", ["q": "SELECT title, text, '<img src=x>' FROM document WHERE id = 21"]),
            ("/sql", ["q": "SELECT '</textarea><script>' AS \"<script>\""]),
            ("/sql", ["q": "SELECT <script>"]),
        ] as [(String, [String: String])]
    )
    func textNeverBecomesMarkup(_ path: String, _ fields: [String: String]) async {
        let page = await pages.page(path, fields)
        #expect(page.status == 200)
        #expect(!page.body.contains("<script>"))
        #expect(!page.body.contains("<b>粗"))
        #expect(!page.body.contains("<img"))
    }
}
