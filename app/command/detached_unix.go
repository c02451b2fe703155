//go:build !windows

package command

import (
	"os"
	"os/exec"
	"syscall"
)

// detach makes a program one that no terminal ends, and passes it what listens.
func detach(cmd *exec.Cmd, listener *os.File, environ []string) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.ExtraFiles = []*os.File{listener}
	cmd.Env = append(os.Environ(), environ...)
}
