//! The Ansible module `phoenix_zfs_parameter`.

use std::process::ExitCode;

use phoenix_modules::protocol;
use phoenix_modules::zfs_parameter::ZfsParameter;

fn main() -> ExitCode {
    protocol::main::<ZfsParameter>()
}
