package app

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"gatehouse/cli"
)

// runCheckpoints writes down every hour what the audit log is, until ctx ends.
func (a *App) runCheckpoints(ctx context.Context) error {
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hourly.C:
			a.writeCheckpoint(ctx)
		}
	}
}

// writeCheckpoint puts a checkpoint behind those of the file, unless it ends with it.
func (a *App) writeCheckpoint(ctx context.Context) {
	text, err := a.Services.Checkpoint(ctx)
	if err == nil && text != "" && a.config.Data != "" {
		err = appendOnce(cmp.Or(a.config.AuditCheckpoints, cli.CheckpointFile(a.config.Data)), text)
	}
	if err != nil && ctx.Err() == nil {
		a.config.Log.Error("no checkpoint of the audit log was written", "error", err)
	}
}

func appendOnce(path, text string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	last := make([]byte, min(size, int64(len(text))))
	if _, err := file.ReadAt(last, size-int64(len(last))); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if bytes.Equal(last, []byte(text)) {
		return nil
	}
	if size > 0 {
		text = "\n" + text
	}
	if _, err := file.WriteString(text); err != nil {
		return err
	}
	return file.Sync()
}
