//! An sshd of a test's own, on a port that only this machine sees. Who logs in stands on the simulated host.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

const SSHD: &str = "/usr/sbin/sshd";

/// Where sshd wants a folder when root starts it, whatever it is used for.
const SEPARATION: &str = "/run/sshd";

const HELP: &str =
    "the tests over ssh need OpenSSH and sudo: type `apt-get install openssh-server openssh-client sudo`";

/// A running sshd; it ends with its place.
pub(crate) struct Sshd {
    process: Child,
    port: u16,
    key: PathBuf,
}

impl Sshd {
    /// Starts it with its files in a folder; sessions find the simulated host in their environment.
    pub(crate) fn start(folder: &Path, world: &Path) -> Self {
        assert!(Path::new(SSHD).exists(), "{HELP}");
        if !Path::new(SEPARATION).exists() {
            // Who is not root does not need it.
            drop(fs::create_dir(SEPARATION));
        }
        let (key, host_key) = (folder.join("key"), folder.join("host_key"));
        for file in [&key, &host_key] {
            let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(file).status();
            assert!(made.expect(HELP).success(), "{HELP}");
        }
        let port = free_port();
        let configuration = folder.join("sshd_config");
        fs::write(&configuration, configuration_for(folder, world, port)).unwrap();
        let mut command = Command::new(SSHD);
        command.args(["-D", "-e", "-f"]).arg(&configuration);
        let log = fs::File::create(folder.join("sshd.log")).unwrap();
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect(HELP);
        let sshd = Self { process, port, key };
        sshd.wait(folder);
        sshd
    }

    fn wait(&self, folder: &Path) {
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("sshd does not listen: {}", fs::read_to_string(folder.join("sshd.log")).unwrap_or_default());
    }

    /// Returns the variables by which Ansible reaches it.
    pub(crate) fn variables(&self) -> Value {
        let options = "-F /dev/null -o LogLevel=ERROR -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
            -o ControlMaster=auto -o ControlPersist=10s";
        json!({
            "ansible_connection": "ssh",
            "ansible_host": "127.0.0.1",
            "ansible_port": self.port,
            "ansible_ssh_private_key_file": self.key,
            "ansible_ssh_args": options,
        })
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn configuration_for(folder: &Path, world: &Path, port: u16) -> String {
    let (folder, world) = (folder.display(), world.display());
    format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host_key\nAuthorizedKeysFile {folder}/key.pub\n\
         StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\nMaxStartups 100\n\
         Subsystem sftp internal-sftp\n\
         SetEnv PATH={world}/bin:/usr/sbin:/usr/bin:/sbin:/bin PHOENIX_ROOT={world}/root PHOENIX_WORLD={world}\n"
    )
}
