//! The Ansible module `phoenix_lxc_health`.

use std::process::ExitCode;

use phoenix_modules::lxc_health::LxcHealth;
use phoenix_modules::protocol;

fn main() -> ExitCode {
    protocol::main::<LxcHealth>()
}
