// Safetensors files: what is written is read, and what is broken is refused.

import Foundation
import Testing
import Torch

@Suite(.enabled(if: LibTorch.isAvailable))
struct SafeTensorsTests {
    private func withFile<Result>(_ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test func roundTripKeepsBytesTypesAndShapes() throws {
        let weight = try Tensor.normal(shape: [3, 5], deviation: 1, seed: 4)
        let half = try weight.to(.bfloat16)
        let step = try Tensor([Int64(7)], shape: [])
        try withFile { path in
            try SafeTensors.write(["w/eight": weight, "half": half, "step": step], to: path)
            let file = try SafeTensors(contentsOf: path)
            #expect(file.names == ["half", "step", "w/eight"])
            #expect(file.metadata == ["format": "pt"])
            let read = try #require(try file.tensor("half"))
            #expect(read.shape == [3, 5] && read.dataType == .bfloat16)
            #expect(try read.bytes() == half.bytes())
            #expect(try file.tensor("w/eight")?.bytes() == weight.bytes())
            #expect(try file.tensor("step")?.shape == [])
            #expect(try file.tensor("absent") == nil)
        }
    }

    @Test(arguments: [
        "", "{", "[]", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F9","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
            + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    ])
    func brokenHeaderIsRefused(header: String) throws {
        try withFile { path in
            let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
            try (length + Data(header.utf8) + Data(count: 4)).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: TorchError.self) { try SafeTensors(contentsOf: path) }
            #expect(error?.code == .file)
            #expect(error?.location == path)
        }
    }

    @Test(arguments: [0, 4, 8, 60])
    func truncatedFileIsRefused(length: Int) throws {
        try withFile { path in
            try SafeTensors.write(["a": Tensor([Float(1), 2])], to: path)
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            try data.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: TorchError.self) { try SafeTensors(contentsOf: path) }
        }
    }
}
