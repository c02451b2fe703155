package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/socket"
	"gatehouse/storage"
)

// How long a command waits for another one that holds the directory, and when it
// says so.
const (
	patience = 30 * time.Second
	silence  = 2 * time.Second
)

// openOrForward opens the data directory; or if an instance holds it, has the
// command run there, and gives its exit as the error.
func (c *command) openOrForward(ctx context.Context, data string) (services *service.Services,
	closeStore func() error, err error) {
	err = c.orInstance(ctx, data, c.forward, func() error {
		services, closeStore, err = c.doors.Open(ctx, data)
		return err
	})
	return services, closeStore, err
}

// orInstance tries what needs the data directory; while another process holds it, it asks that
// one instead, and gives its exit as the error. A process that does not answer is another
// command, which is over soon.
func (c *command) orInstance(ctx context.Context, data string, ask func(ctx context.Context, data string) (int, error),
	try func() error) error {
	told := false
	for begun := time.Now(); ; {
		err := try()
		if !errors.Is(err, storage.ErrLocked) {
			return err
		}
		code, failed := ask(ctx, data)
		if failed == nil {
			return exit(code)
		}
		if !errors.Is(failed, socket.ErrNobody) || time.Since(begun) > patience {
			return fmt.Errorf("%w; it could not be asked instead: %w", err, failed)
		}
		if !told && time.Since(begun) > silence {
			told = true
			fmt.Fprintln(c.streams.Err, "gatehouse: waiting for another process that holds the data directory")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// forward sends the command line to the instance that holds a directory and shows its
// answer. The code is the command's.
func (c *command) forward(ctx context.Context, data string) (int, error) {
	var in io.Reader
	if c.streams.In != nil && !isTerminal(c.streams.In) {
		in = c.streams.In
	}
	code, err := socket.Ask(ctx, SocketFile(data), c.request(),
		socket.Terminal{In: in, Out: c.streams.Out, Err: c.streams.Err})
	if ctx.Err() != nil {
		return Done, nil // interrupted by the user
	}
	return code, err
}

// stop ends the instance that holds the data directory.
func (c *command) stop() *cobra.Command {
	return &cobra.Command{
		Use: "stop", Short: "Stop the instance that runs on the data directory", Args: noArgs,
		RunE: c.maintain(func(i *Instance, _ []string) error {
			fmt.Fprintln(c.streams.Err, "gatehouse: it stops")
			i.Stop()
			return nil
		}),
	}
}

// maintain runs f in the instance that holds the data directory, for whom may maintain it.
func (c *command) maintain(f func(i *Instance, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if c.instance != nil {
			if err := c.instance.Services.For(c.instance.Who(model.ViaCommand)).May(model.ActMaintain); err != nil {
				return err
			}
			return f(c.instance, args)
		}
		code, err := c.forward(cmd.Context(), c.dataDir())
		if errors.Is(err, socket.ErrNobody) {
			return fmt.Errorf("no instance runs on %s: %w", c.dataDir(), model.ErrNotFound)
		}
		c.code = code
		return err
	}
}
