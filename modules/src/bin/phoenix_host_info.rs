//! The Ansible module `phoenix_host_info`.

use std::process::ExitCode;

use phoenix_modules::host_info::HostInfo;
use phoenix_modules::protocol;

fn main() -> ExitCode {
    protocol::main_of_information::<HostInfo>()
}
