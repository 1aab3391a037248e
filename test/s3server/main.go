// The S3 server of the tests: versitygw over a folder, under the arguments that its own command takes
// (--quiet --port ADDRESS posix FOLDER). Its other storages and the clients of its own tests are left out, because building
// them takes longer than most of our tests.
package main

import (
	"context"
	"log"
	"os"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

func main() {
	if len(os.Args) != 6 || os.Args[2] != "--port" || os.Args[4] != "posix" {
		log.Fatal("usage: versitygw --quiet --port ADDRESS posix FOLDER")
	}
	options := posix.PosixOpts{Concurrency: 64, CopyObjectThreshold: 5 << 30}
	storage, err := posix.New(os.Args[5], meta.XattrMeta{}, options)
	if err != nil {
		log.Fatal(err)
	}
	err = embedgw.RunVersityGW(context.Background(), storage, &embedgw.Config{
		RootUserAccess:    os.Getenv("ROOT_ACCESS_KEY"),
		RootUserSecret:    os.Getenv("ROOT_SECRET_KEY"),
		Ports:             []string{os.Args[3]},
		MaxConnections:    1024,
		MaxRequests:       512,
		MultipartMaxParts: 10_000,
		Quiet:             true,
	})
	if err != nil {
		log.Fatal(err)
	}
}
