//! The Ansible module `phoenix_zpool`.

use std::process::ExitCode;

use phoenix_modules::protocol;
use phoenix_modules::zpool::Zpool;

fn main() -> ExitCode {
    protocol::main::<Zpool>()
}
