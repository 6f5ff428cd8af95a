# The two commands of a newcomer. Everything else is `npm run`.
.PHONY: help sandbox test format clean

help:
	@echo "make sandbox   bring dev, stg and prod up on this machine, without AWS"
	@echo "make test      lint, types, and all tests"
	@echo "make format    write code the way the linter wants it"
	@echo "make clean     forget the sandbox's state (the engine stays cached)"

# npm writes this file last; it is older than the lockfile when something is missing.
node_modules/.package-lock.json: package-lock.json package.json policies/package.json
	@echo "install: npm ci (half a minute with an empty cache)"
	@npm ci --no-progress --loglevel=error
	@touch $@

sandbox: export SANDBOX_STARTED := $(shell date +%s)
sandbox: node_modules/.package-lock.json
	@npm run --silent sandbox -- tour

test: node_modules/.package-lock.json
	@npm run --silent test

format: node_modules/.package-lock.json
	@npm run --silent format

clean:
	rm -rf .sandbox
