package command

import (
	"context"
	"testing"

	"gatehouse/cli"
)

// Who is told to stop while they start has done nothing wrong.
func TestServeStoppedWhileItStarts(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := serve(ctx, cli.Options{Data: t.TempDir(), Listen: "127.0.0.1:0"}); err != nil {
		t.Error(err)
	}
}
