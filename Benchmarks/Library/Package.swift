// swift-tools-version: 6.2
// Speed of library calls, without files, threads or printing; not part of the product.
import PackageDescription

let package = Package(
    name: "library-speed",
    dependencies: [.package(name: "yuliao", path: "../..")],
    targets: [
        .executableTarget(
            name: "library-speed",
            dependencies: [.product(name: "Tokenization", package: "yuliao")]
        )
    ]
)
