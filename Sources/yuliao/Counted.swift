// Numbers with their nouns.

/// A number and a noun in the number it needs: `1 shard`, `2 shards`.
func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
