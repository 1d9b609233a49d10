//! The Ansible module `phoenix_pvesm`.

use std::process::ExitCode;

use phoenix_modules::protocol;
use phoenix_modules::pvesm::Pvesm;

fn main() -> ExitCode {
    protocol::main::<Pvesm>()
}
