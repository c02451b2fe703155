package command

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"time"

	"gatehouse/app"
	"gatehouse/cli"
)

// successor is the process that goes on with the listener when its console is quit.
type successor struct {
	app     *app.App
	options cli.Options

	file    *os.File // what listens; nil if nobody goes on
	environ []string
	err     error
}

// prepare keeps what listens open, beyond the end of the instance.
func (s *successor) prepare() { s.file, s.environ, s.err = s.app.HandOver() }

// startTime is how long a successor may take until it answers.
const startTime = 20 * time.Second

// start begins the successor, if one was prepared, once the instance has let go of the data
// directory, and waits until it answers.
func (s *successor) start(ctx context.Context) error {
	if s.file == nil {
		return s.err
	}
	defer s.file.Close()
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program to go on with: %w", err)
	}
	path := cli.LogFile(s.options.Data)
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("log of what goes on: %w", err)
	}
	defer log.Close()
	cmd := exec.Command(program, s.options.ServeArgs()...)
	cmd.Stdout, cmd.Stderr = log, log
	detach(cmd, s.file, s.environ)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("the listener does not go on: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // ends with that process, or with this one
	for begun := time.Now(); time.Since(begun) < startTime; {
		if answers(ctx, s.options.Data) {
			fmt.Println("Gatehouse goes on, process " + strconv.Itoa(cmd.Process.Pid) +
				": gatehouse opens its console again, gatehouse stop ends it.")
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("the listener does not go on (%w): %s says why", err, path)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return fmt.Errorf("process %d does not answer after %v: %s may say why", cmd.Process.Pid, startTime, path)
}

// answers reports whether an instance answers for a data directory.
func answers(ctx context.Context, data string) bool {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "unix", cli.SocketFile(data))
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}
