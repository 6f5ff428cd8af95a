import { z } from "zod";

/** Answers of AWS, as far as this command reads them. */
export const taskArns = z.object({ taskArns: z.array(z.string()) });

export const tasks = z.object({
  tasks: z.array(
    z.object({
      taskArn: z.string(),
      lastStatus: z.string(),
      healthStatus: z.string().optional(),
      containers: z
        .array(
          z.object({
            name: z.string(),
            runtimeId: z.string().optional(),
            managedAgents: z.array(z.object({ name: z.string(), lastStatus: z.string() })).optional(),
          }),
        )
        .default([]),
      attachments: z
        .array(
          z.object({
            type: z.string(),
            details: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
          }),
        )
        .default([]),
    }),
  ),
});

/** One task of {@link tasks}. */
export type Task = z.output<typeof tasks>["tasks"][number];

export const services = z.object({
  services: z.array(
    z.object({ desiredCount: z.number(), events: z.array(z.object({ message: z.string() })).default([]) }),
  ),
});

export const instances = z.object({
  InstanceInformationList: z.array(
    z.object({
      InstanceId: z.string(),
      PingStatus: z.string().optional(),
      // A text of the AWS CLI 2, a number of the AWS CLI 1.
      RegistrationDate: z.union([z.string(), z.number()]).optional(),
    }),
  ),
});

export const serviceSetting = z.object({ ServiceSetting: z.object({ SettingValue: z.string() }) });
