//! The Ansible module `phoenix_firewall`.

use std::process::ExitCode;

use phoenix_modules::firewall::Firewall;
use phoenix_modules::protocol;

fn main() -> ExitCode {
    protocol::main::<Firewall>()
}
