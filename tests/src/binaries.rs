//! The binaries of the workspace, built as the tests were.
#![expect(clippy::disallowed_methods, reason = "it starts cargo")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Builds every binary once, as the tests were built, and returns their folder.
///
/// # Panics
///
/// Where they cannot be built: no test that asks for them can go on.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--workspace", "--bins"]).current_dir(env!("CARGO_MANIFEST_DIR"));
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        let status = build.status().expect("cargo is started");
        assert!(status.success(), "`cargo build --workspace --bins` failed");
        let own = std::env::current_exe().expect("a test knows its own file");
        own.ancestors().nth(2).expect("a test lies in a folder of the target").to_owned()
    })
}
