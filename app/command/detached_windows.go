package command

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// detach makes a program one that no terminal ends. Windows passes no files: the program
// opens the port anew.
func detach(cmd *exec.Cmd, listener *os.File, _ []string) {
	_ = listener.Close()
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}
