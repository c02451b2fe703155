package service_test

import (
	"context"
	"testing"

	"gatehouse/model"
	"gatehouse/service"
	"gatehouse/storage/memory"
)

// A process that is stopped while it starts ends in order: the job has not failed.
func TestAttributeMapsEndWhileTheyBegin(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	services := service.New(service.Options{Store: memory.Open()}).For(model.TheSystem())
	if err := services.RunAttributeMaps(ctx); err != nil {
		t.Error(err)
	}
}
