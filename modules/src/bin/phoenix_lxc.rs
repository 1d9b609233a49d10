//! The Ansible module `phoenix_lxc`.

use std::process::ExitCode;

use phoenix_modules::lxc::Lxc;
use phoenix_modules::protocol;

fn main() -> ExitCode {
    protocol::main::<Lxc>()
}
