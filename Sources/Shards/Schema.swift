// The tables and views of a shard: what any SQLite client sees.
//
// Blobs hold little-endian integers. The views read them with a table of the 256 bytes, so that
// the plain `sqlite3` of any platform shows every token, mask and label.

import Tokenization

/// The format's constants and its SQL.
enum Schema {
    /// `YULI`, in the file's header.
    static let applicationID: Int64 = 0x5955_4C49
    /// The version of this layout, in the file's header.
    static let version: Int64 = 1
    /// Ids are unique over a set: `shard * idsPerShard + n`, n from 1.
    static let idsPerShard: Int64 = 1_000_000_000

    /// The bytes of one stored token id.
    static func idWidth(vocabularyCount: Int) -> Int { vocabularyCount <= 1 << 16 ? 2 : 4 }

    static let tables = """
        CREATE TABLE document (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            title TEXT,
            url TEXT,
            page INTEGER,
            revision INTEGER,
            stream_offset INTEGER NOT NULL,  -- where the compressed stream begins in the source
            byte_offset INTEGER NOT NULL,    -- where the record begins in the decompressed stream
            byte_length INTEGER NOT NULL,
            characters INTEGER NOT NULL,
            sentences INTEGER NOT NULL,
            digest BLOB NOT NULL,            -- of the text, for exact deduplication
            text TEXT NOT NULL,
            spans BLOB NOT NULL              -- per sentence: first byte of text, end; u32 each
        );
        CREATE TABLE instance (
            id INTEGER PRIMARY KEY,
            document INTEGER NOT NULL REFERENCES document,
            pass INTEGER NOT NULL,           -- which masking of the document
            label INTEGER,                   -- 0 in order, 1 swapped, NULL without an objective
            length INTEGER NOT NULL,         -- tokens, special ones included
            boundary INTEGER NOT NULL,       -- first position of segment B, or length
            original BLOB NOT NULL,          -- per position: the id before masking
            words BLOB NOT NULL,             -- per position: its word; all bits set if special
            states BLOB NOT NULL,            -- per position 2 bits: 0 plain 1 mask 2 random 3 keep
            replacements BLOB NOT NULL       -- per random position: position u16, id
        );
        CREATE TABLE vocabulary (id INTEGER PRIMARY KEY, piece TEXT NOT NULL);
        CREATE TABLE "drop" (
            stage TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (stage, reason)
        ) WITHOUT ROWID;
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE byte (code BLOB PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE position (n INTEGER PRIMARY KEY);
        """

    /// The view that reads every position of every instance.
    static func tokenView(idWidth: Int, maskID: Int32) -> String {
        let original = integer("original", at: "n * \(idWidth)", bytes: idWidth)
        let narrow = integer("words", at: "n", bytes: 1)
        let wide = integer("words", at: "n * 2", bytes: 2)
        let state = "(\(integer("states", at: "n / 4", bytes: 1)) >> n % 4 * 2) & 3"
        let entry = 2 + idWidth
        let replaced = integer("replacements", at: "entry * \(entry)", bytes: 2)
        let replacement = integer("replacements", at: "entry * \(entry) + 2", bytes: idWidth)
        return """
            CREATE VIEW instance_token AS
            SELECT
                instance, position, segment, CASE special WHEN 0 THEN word END AS word,
                (SELECT piece FROM vocabulary WHERE id = input_id) AS input,
                (SELECT piece FROM vocabulary WHERE id = original_id) AS original,
                CASE WHEN special THEN 'special' WHEN state = 0 THEN 'plain'
                    WHEN state = 1 THEN 'mask' WHEN state = 2 THEN 'random' ELSE 'keep'
                END AS state,
                input_id, original_id
            FROM (
                SELECT *,
                    CASE state WHEN 1 THEN \(maskID)
                        WHEN 2 THEN (
                            SELECT \(replacement) FROM (SELECT n AS entry FROM position)
                            WHERE entry < length(replacements) / \(entry)
                                AND \(replaced) = cell.position)
                        ELSE original_id
                    END AS input_id
                FROM (
                    SELECT
                        id AS instance, n AS position, n >= boundary AS segment, replacements,
                        CASE WHEN length(words) = length THEN \(narrow) ELSE \(wide) END AS word,
                        CASE WHEN length(words) = length
                            THEN substr(words, n + 1, 1) = x'ff'
                            ELSE substr(words, n * 2 + 1, 2) = x'ffff' END AS special,
                        \(state) AS state,
                        \(original) AS original_id
                    FROM instance CROSS JOIN position WHERE n < length
                ) AS cell
            );
            """
    }

    /// The view that joins an instance's pieces: `##` continues a word, and a space separates two
    /// pieces only where both sides are letters of a script that writes spaces.
    static let textView = """
        CREATE VIEW instance_text AS
        SELECT id AS instance, \(joined("input")) AS input, \(joined("original")) AS original
        FROM instance;
        """

    /// An integer of `bytes` little-endian bytes in a blob column, as an SQL expression.
    private static func integer(_ column: String, at offset: String, bytes: Int) -> String {
        let terms = (1...bytes).map { place in
            let byte =
                "(SELECT value FROM byte WHERE code = substr(\(column), \(offset) + \(place), 1))"
            return place == 1 ? byte : "\(byte) * \(1 << (8 * (place - 1)))"
        }
        return bytes == 1 ? terms[0] : "(\(terms.joined(separator: " + ")))"
    }

    /// The pieces of one instance in order, as an SQL expression.
    private static func joined(_ column: String) -> String {
        func isSpaced(_ character: String) -> String {
            // Latin letters and digits, Greek and Cyrillic with their neighbours, and Hangul.
            """
            (\(character) GLOB '[0-9A-Za-z]' OR unicode(\(character)) BETWEEN 192 AND 1423
            OR unicode(\(character)) BETWEEN 44032 AND 55203)
            """
        }
        return """
            (SELECT group_concat(
                CASE WHEN piece GLOB '##?*' THEN substr(piece, 3)
                    WHEN \(isSpaced("substr(before, -1)")) AND \(isSpaced("substr(piece, 1, 1)"))
                    THEN ' ' || piece
                    ELSE piece END, '')
            FROM (SELECT \(column) AS piece, lag(\(column)) OVER (ORDER BY position) AS before
                FROM instance_token WHERE instance = instance.id ORDER BY position))
            """
    }

    /// Every statement that makes an empty shard of a vocabulary.
    static func statements(vocabulary: Vocabulary) -> String {
        let width = idWidth(vocabularyCount: vocabulary.count)
        return [tables, tokenView(idWidth: width, maskID: vocabulary.maskID), textView]
            .joined(separator: "\n")
    }
}
