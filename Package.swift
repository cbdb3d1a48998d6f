// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "yuliao",
    products: [
        .executable(name: "yuliao", targets: ["yuliao"]),
        .library(name: "Corpus", targets: ["Corpus"]),
        .library(name: "Segmentation", targets: ["Segmentation"]),
        .library(name: "Tokenization", targets: ["Tokenization"]),
        .library(name: "TorchBridge", type: .dynamic, targets: ["TorchBridge"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Raw dumps to clean documents.
        .target(
            name: "Corpus",
            dependencies: ["CBzip2", "CExpat", "CICU", "COpenCC", "CSHA", "CZlib", "CZstd"]
        ),
        // Sentences to words, as jieba cuts them.
        .target(name: "Segmentation", dependencies: ["CProcessor"]),
        // Sentences to WordPiece ids with spans, as BERT does.
        .target(name: "Tokenization"),
        // Words and pieces to masked training instances.
        .target(name: "Instances", dependencies: ["Tokenization"]),
        // Instances to SQLite shards, shards to batches.
        .target(
            name: "Shards",
            dependencies: ["CSHA", "CSQLite", "Corpus", "Instances", "Tokenization"]
        ),
        // Tensors and autograd over libtorch.
        .target(name: "Torch", dependencies: ["CTorch"]),
        // Batches to a pretrained encoder.
        .target(
            name: "Training",
            dependencies: [
                "CSHA", "Shards", "Tokenization", "Torch",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // Shards and runs to summaries and guarded SQL.
        .target(
            name: "Inspector",
            dependencies: [
                "CSQLite", "Corpus", "Instances", "Shards", "Tokenization",
                .product(name: "FlyingSocks", package: "FlyingFox"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]
        ),
        // The tool: the only place that knows threads, files, progress and the environment.
        .executableTarget(
            name: "yuliao",
            dependencies: [
                "CThreads", "Corpus", "Inspector", "Instances", "Segmentation", "Shards",
                "Tokenization", "Torch", "Training",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                "Yams",
            ],
            // Each start is spared a table of names that nothing asks the tool for and, by a fixed
            // address, 90,000 relocations.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xclang-linker",
                        "-no-pie",
                    ],
                    .when(configuration: .release)
                )
            ]
        ),

        // Debian's C libraries, by name. The tool takes in those that it alone uses and that are small:
        // each shared one would have to be found and opened at every start.
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CSHA", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
        // What processors can do and Swift has no name for.
        .systemLibrary(name: "CProcessor"),
        .systemLibrary(name: "CThreads"),
        // ICU behind plain C types: its own headers clash with Foundation's.
        .target(
            name: "CICU",
            linkerSettings: [.linkedLibrary("icuuc"), .linkedLibrary("icudata")]
        ),
        // OpenCC's functions, in a library that is opened when they are first needed.
        .target(name: "COpenCC"),
        // libtorch behind plain C types: the header, and the library that `Torch` opens when tensors
        // are first needed. Without libtorch it is empty: the library names are in the object file
        // (lld reads them), so that it links all the same.
        .systemLibrary(name: "CTorch"),
        .target(
            name: "TorchBridge",
            publicHeadersPath: ".",
            cxxSettings: [
                .headerSearchPath("../CTorch"),
                .unsafeFlags([
                    "-std=c++20", "-O2", "-isystem",
                    "\(Context.packageDirectory)/.deps/torch/include",
                    "-isystem",
                    "\(Context.packageDirectory)/.deps/torch/include/torch/csrc/api/include",
                ]),
            ],
            linkerSettings: [
                // No Swift in it: it needs neither the runtime nor the code that registers with it.
                .unsafeFlags([
                    "-nostartfiles", "-static-stdlib",
                    "-use-ld=lld", "-L\(Context.packageDirectory)/.deps/torch/lib",
                    "-Xlinker", "-rpath", "-Xlinker", "\(Context.packageDirectory)/.deps/torch/lib",
                ])
            ]
        ),

        .testTarget(name: "CorpusTests", dependencies: ["Corpus"], exclude: ["Fixtures"]),
        .testTarget(
            name: "SegmentationTests",
            dependencies: ["Segmentation"],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "TokenizationTests",
            dependencies: ["Tokenization"],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "InstancesTests", dependencies: ["Instances", "Tokenization"]),
        .testTarget(
            name: "ShardsTests",
            dependencies: ["Corpus", "Instances", "Shards", "Tokenization"]
        ),
        .testTarget(name: "TorchTests", dependencies: ["Torch"]),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Corpus", "Instances", "Shards", "Tokenization", "Torch", "Training",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "InspectorTests",
            dependencies: [
                "Corpus", "Inspector", "Instances", "Shards", "Tokenization",
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ]
        ),
        // The built tool, run as a person would.
        .testTarget(name: "PipelineTests", dependencies: ["Torch", "yuliao"]),
    ]
)

// `make docs`: only then is the plug-in fetched.
if Context.environment["DOCC"] != nil {
    package.dependencies.append(
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0")
    )
}

// `make build`: with the Swift runtime, the tool takes in the archives that `setup` has put there.
// Its plug-in for libtorch must not: both share one C++ runtime.
if Context.environment["STATIC"] != nil {
    for target in package.targets where target.name == "yuliao" {
        target.linkerSettings?.append(
            .unsafeFlags([
                "-L\(Context.packageDirectory)/.deps/static", "-Xclang-linker", "-static-libgcc",
            ])
        )
    }
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
