//! Everything that Phoenix promises, held by a test.

mod binaries;
mod house;
mod laws;
mod runner;
mod stories;
