const queues = Promise.resolve(undefined);

exports.first = queues.then((found) => found[0]);
